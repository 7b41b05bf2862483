package dev.cornet.layers;

import static dev.cornet.regularizers.Regularizers.l2;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link SimpleRNN}: h ← φ(x·W + h·U + b). */
final class SimpleRNNTest extends RecurrentChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new SimpleRNN(3), Shape.of(4, 2)),
                layer(() -> new SimpleRNN(3).returnSequences(true).goBackwards(true), Shape.of(4, 2)),
                layer(() -> new SimpleRNN(3).activation("softmax").returnState(true), Shape.of(3, 2)),
                layer(() -> new SimpleRNN(3).activityRegularizer("l2").useBias(false), Shape.of(3, 2)),
                layer(() -> new SimpleRNN(3).activityRegularizer("l2").returnState(true), Shape.of(3, 2)),
                layer(() -> new SimpleRNN(3).dropout(0.3).recurrentDropout(0.4), Shape.of(4, 2)),
                layer(() -> new SimpleRNN(3).returnSequences(true), Shape.of(4, 2), Shape.of(3)));
    }

    @Test
    void penalizesReturnedStatesToo() {
        Symbol in = Input.of(1, 1);
        SimpleRNN rnn = new SimpleRNN(1).activation("linear").returnState(true).activityRegularizer(l2(1));
        Model model =
                new Model(List.of(in), List.of(in.then(rnn).node().outputs().get(1)));
        model.compile(new SGD(0.01), "mse");
        Tensor x = Tensor.of(new float[] {3}, 1, 1, 1);
        Tensor y = Tensor.of(new float[] {6}, 1, 1);
        rnn.setWeights(Tensor.of(new float[] {2}, 1, 1), Tensor.zeros(1, 1), Tensor.zeros(1));
        assertEquals(
                72, model.evaluate(x, y).loss(), 1e-4); // output and state are both 2·3, and each adds a penalty of 6²
        model.fit(x, y, new Fit().verbose(0));
        assertEquals(2 - 0.01 * 2 * (2 * 6 * 3), model.getWeights().get(0).data()[0], 1e-5);
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 2}, 1, 2, 1);
        SimpleRNN rnn = build(new SimpleRNN(1).activation("linear").returnSequences(true), x);
        rnn.setWeights(
                Tensor.of(new float[] {3}, 1, 1), Tensor.of(new float[] {2}, 1, 1), Tensor.of(new float[] {1}, 1));
        LayerRun run = run(rnn, x); // h = 3·1 + 1 = 4, then 3·2 + 2·4 + 1 = 15
        assertTensor(Tensor.of(new float[] {4, 15}, 1, 2, 1), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(Tensor.of(new float[] {1, 10}, 1, 2, 1)));
        assertTensor(Tensor.of(new float[] {63, 30}, 1, 2, 1), back.dxs().get(0)); // dz = (1 + 2·10, 10)
        List<Variable> w = rnn.variables();
        assertTensor(Tensor.of(new float[] {41}, 1, 1), back.dws().get(w.get(0))); // 1·21 + 2·10
        assertTensor(Tensor.of(new float[] {40}, 1, 1), back.dws().get(w.get(1))); // 4·10
        assertTensor(Tensor.of(new float[] {31}, 1), back.dws().get(w.get(2)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsBadOptions(SimpleRNN::new, 1);
    }

    @Test
    void dropsTheSameInputsInAllSteps() {
        Tensor x = Tensor.zeros(1, 50, 8);
        dev.cornet.backend.Ops.fill(x, 1);
        SimpleRNN rnn = build(
                new SimpleRNN(1).activation("linear").returnSequences(true).dropout(0.5), x);
        Tensor kernel = Tensor.zeros(8, 1);
        dev.cornet.backend.Ops.fill(kernel, 1);
        rnn.setWeights(kernel, Tensor.zeros(1, 1), Tensor.zeros(1));
        Tensor y = train(rnn, x).y();
        for (int step = 1; step < 50; step++) {
            assertEquals(y.get(0, 0, 0), y.get(0, step, 0));
        }
        assertEquals(0, y.get(0, 0, 0) % 2, "inputs that are not dropped are doubled");
    }
}
