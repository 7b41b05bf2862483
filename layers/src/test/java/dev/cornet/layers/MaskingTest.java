package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Masking}: a mask for steps of one value. */
final class MaskingTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Masking::new, Shape.of(3, 2)), layer(() -> new Masking(0.5), Shape.of(2, 3, 2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 2, 5, 5, 5, 0}, 1, 3, 2);
        LayerRun run = run(new Masking(5), x);
        assertTensor(Tensor.of(new float[] {1, 2, 0, 0, 5, 0}, 1, 3, 2), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 3, 2)));
        assertTensor(
                Tensor.of(new float[] {1, 2, 0, 0, 5, 6}, 1, 3, 2), back.dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("Masking: mask_value must be a finite number, got NaN", () -> new Masking(Double.NaN));
        rejectsSamples(
                "Masking: wants sequences (steps, features), got samples of shape (4). Add a Reshape(steps, features) before it.",
                new Masking(),
                Shape.of(4));
    }

    @Test
    void computesTheMask() {
        Tensor x = Tensor.of(new float[] {1, 2, 0, 0, 0, 3}, 1, 3, 2);
        Masking masking = build(new Masking(), x);
        assertEquals(
                Shape.of(-1, 3),
                masking.computeMask(List.of(Shape.of(-1, 3, 2)), List.of()).shape());
        Tensor mask = LayerAccess.mask(masking, List.of(x), Pass.inference());
        assertArrayEquals(new float[] {1, 0, 1}, mask.toArray());
    }
}
