package dev.cornet.layers;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Conv1D}: y = φ(x ∗ W + b) along the steps. */
final class Conv1DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new Conv1D(3, 2), Shape.of(6, 2)),
                layer(() -> new Conv1D(4, 3).strides(2).padding("same").activation("tanh"), Shape.of(7, 2)),
                layer(() -> new Conv1D(4, 3).padding("causal").dilationRate(2).groups(2), Shape.of(7, 4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 1, 3, 1);
        Conv1D conv = build(new Conv1D(1, 2), x);
        conv.setWeights(Tensor.of(new float[] {10, 1}, 2, 1, 1), Tensor.of(new float[] {5}, 1));
        LayerRun run = run(conv, x);
        assertTensor(Tensor.of(new float[] {17, 28}, 1, 2, 1), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(Tensor.of(new float[] {1, 2}, 1, 2, 1)));
        assertTensor(Tensor.of(new float[] {10, 21, 2}, 1, 3, 1), back.dxs().get(0));
        List<Variable> w = conv.variables();
        assertTensor(Tensor.of(new float[] {5, 8}, 2, 1, 1), back.dws().get(w.get(0)));
        assertTensor(Tensor.of(new float[] {3}, 1), back.dws().get(w.get(1)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("Conv1D: filters, the number of output channels, must be positive, got 0", () -> new Conv1D(0, 3));
        rejects("Conv1D: kernel_size must be one positive number, got [0]", () -> new Conv1D(2, 0));
        rejects(
                "Conv1D: strides must be one positive number, got [0]",
                () -> new Conv1D(2, 3).strides(0).check());
        rejects(
                "Conv1D: dilation_rate must be one positive number, got [-1]",
                () -> new Conv1D(2, 3).dilationRate(-1).check());
        rejects(
                "Conv1D: padding must be \"valid\", \"same\" or \"causal\", got \"full\"",
                () -> new Conv1D(2, 3).padding("full").check());
        rejects(
                "Conv1D: filters (3) must be divisible by groups (2)",
                () -> new Conv1D(3, 3).groups(2).check());
        rejects(
                "Conv1D: strides above 1 do not go together with a dilation_rate above 1",
                () -> new Conv1D(3, 3).strides(2).dilationRate(2).check());
        rejectsSamples("Conv1D: 3 channels cannot be cut into 2 groups", new Conv1D(4, 3).groups(2), Shape.of(5, 3));
        rejectsSamples(
                "Conv1D: wants sequences (steps, channels), got samples of shape (4). Add a Reshape(4, 1) or an Embedding before it.",
                new Conv1D(2, 3),
                Shape.of(4));
    }

    @Test
    void readsNoLaterStepWithCausalPadding() {
        Tensor x = Tensor.of(new float[] {1, 2, 4}, 1, 3, 1);
        Conv1D conv = build(new Conv1D(1, 2).padding("causal").useBias(false), x);
        conv.setWeights(Tensor.of(new float[] {1, 1}, 2, 1, 1));
        assertTensor(Tensor.of(new float[] {1, 3, 6}, 1, 3, 1), run(conv, x).y());
    }
}
