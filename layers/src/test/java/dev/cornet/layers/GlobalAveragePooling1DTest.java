package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Run;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The mean over all steps. */
final class GlobalAveragePooling1DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(GlobalAveragePooling1D::new, Shape.of(5, 3)),
                layer(() -> new GlobalAveragePooling1D().keepdims(true), Shape.of(4, 2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 9, 5, 3}, 1, 2, 2);
        Run run = run(new GlobalAveragePooling1D(), x);
        assertTensor(row(3, 6), run.y());
        assertTensor(
                Tensor.of(new float[] {1, 2, 1, 2}, 1, 2, 2),
                run.backward(List.of(row(2, 4))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsSamples(
                "GlobalAveragePooling1D: wants sequences (steps, channels), got samples of shape (4). Add a Reshape(4, 1) or an Embedding before it.",
                new GlobalAveragePooling1D(),
                Shape.of(4));
    }

    @Test
    void leavesMaskedStepsOut() {
        Tensor x = Tensor.of(new float[] {1, 100, 3}, 1, 3, 1);
        Tensor mask = Tensor.of(new float[] {1, 0, 1}, 1, 3);
        Run run = Run.forward(build(new GlobalAveragePooling1D(), x), List.of(x), List.of(mask), false);
        assertTensor(row(2), run.y());
        assertTensor(
                Tensor.of(new float[] {1, 0, 1}, 1, 3, 1),
                run.backward(List.of(row(2))).dxs().get(0));
    }
}
