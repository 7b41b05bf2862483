package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Dense}: y = φ(x·W + b). */
final class DenseTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new Dense(3), Shape.of(5)),
                layer(() -> new Dense(3).activation("tanh").useBias(false), Shape.of(2, 5)),
                layer(() -> new Dense(3).activation("softmax").activityRegularizer("l2"), Shape.of(4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = row(1, 2);
        Dense dense = build(new Dense(3), x);
        dense.setWeights(Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}), Tensor.of(new float[] {0.5f, 0, -0.5f}, 3));
        LayerRun run = run(dense, x);
        assertTensor(row(9.5f, 12, 14.5f), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(1, 0, -1)));
        assertTensor(row(-2, -2), back.dxs().get(0));
        assertTensor(
                Tensor.of(new float[][] {{1, 0, -1}, {2, 0, -2}}),
                back.dws().get(dense.variables().get(0)));
        assertTensor(
                Tensor.of(new float[] {1, 0, -1}, 3),
                back.dws().get(dense.variables().get(1)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("Dense: units, the number of outputs, must be positive, got 0", () -> new Dense(0));
        rejectsSamples(
                "Dense: wants samples of at least one axis, got a single number per sample, data of shape "
                        + "(n). Give each number a row of its own: x.reshape(n, 1), or Input.of(1).",
                new Dense(2),
                Shape.SCALAR);
        rejectsSamples(
                "fc (Dense): expected the last axis to be 784, as when it was built, but got (28, 28). Add a Flatten before it.",
                build(new Dense(2).named("fc"), Tensor.zeros(1, 784)),
                Shape.of(28, 28));
    }

    @Test
    void appliesToTheLastAxisOnly() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 2, 2);
        Dense dense = build(new Dense(1).useBias(false), x);
        dense.setWeights(Tensor.of(new float[] {10, 1}, 2, 1));
        assertTensor(Tensor.of(new float[] {12, 34}, 1, 2, 1), run(dense, x).y());
    }
}
