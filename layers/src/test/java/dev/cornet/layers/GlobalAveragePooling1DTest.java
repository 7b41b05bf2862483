package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.console.Console;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of {@link GlobalAveragePooling1D}: the mean over all steps. */
final class GlobalAveragePooling1DTest extends GlobalPoolingChecks<GlobalAveragePooling1D> {
    GlobalAveragePooling1DTest() {
        super(
                GlobalAveragePooling1D::new,
                new HandExample(steps(2, 1, 9, 5, 3), row(3, 6), row(2, 4), steps(2, 1, 2, 1, 2)));
    }

    @Test
    void skipsMaskedSteps() {
        Tensor x = Tensor.of(new float[] {1, 100, 3}, 1, 3, 1);
        Tensor mask = Tensor.of(new float[] {1, 0, 1}, 1, 3);
        LayerRun run = LayerRun.forward(build(new GlobalAveragePooling1D(), x), List.of(x), List.of(mask), false);
        assertTensor(row(2), run.y());
        assertTensor(
                Tensor.of(new float[] {1, 0, 1}, 1, 3, 1),
                run.backward(List.of(row(2))).dxs().get(0));
    }

    /** 0/0 is NaN as in Keras 3.15; the other samples are not affected. */
    @Test
    void theMeanOfNoStepsIsNaN() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2, 1);
        Tensor mask = Tensor.of(new float[] {1, 1, 0, 0}, 2, 2);
        List<String> warnings = new ArrayList<>();
        Console.onWarning(warnings::add);
        try {
            LayerRun run = LayerRun.forward(build(new GlobalAveragePooling1D(), x), List.of(x), List.of(mask), false);
            assertArrayEquals(new float[] {1.5f, Float.NaN}, run.y().toArray());
        } finally {
            Console.onWarning(Console::toStandardError);
        }
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0)
                .endsWith(": all steps of a sample are masked, so their mean is NaN, as in Keras."
                        + " Leave empty sequences out."));
    }
}
