package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Bidirectional}: a forward and a backward recurrent layer. */
final class BidirectionalTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new Bidirectional(new LSTM(2)), Shape.of(3, 2)),
                layer(() -> new Bidirectional(new GRU(2).returnSequences(true)).mergeMode("mul"), Shape.of(3, 2)),
                layer(() -> new Bidirectional(new SimpleRNN(2).dropout(0.4)).mergeMode("ave"), Shape.of(3, 2)),
                layer(
                        () -> new Bidirectional(new SimpleRNN(2).returnSequences(true)).mergeMode("none"),
                        Shape.of(3, 2)),
                layer(
                        () -> new Bidirectional(new SimpleRNN(2).returnState(true)).mergeMode("sum"),
                        Shape.of(3, 2),
                        Shape.of(2),
                        Shape.of(2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 2}, 1, 2, 1);
        Bidirectional both =
                build(new Bidirectional(new SimpleRNN(1).activation("linear").returnSequences(true)), x);
        Tensor one = Tensor.of(new float[] {1}, 1, 1);
        Tensor none = Tensor.zeros(1);
        both.setWeights(one, one, none, one, one, none);
        LayerRun run = run(both, x); // forward 1, 1 + 2; backward 2 + 1, 2
        assertTensor(Tensor.of(new float[] {1, 3, 3, 2}, 1, 2, 2), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(Tensor.of(new float[] {1, 0, 0, 10}, 1, 2, 2)));
        assertTensor(Tensor.of(new float[] {1, 10}, 1, 2, 1), back.dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "Bidirectional: wants an LSTM, a GRU, a SimpleRNN, an RNN or another subclass of BaseRNN inside, got a Dense",
                () -> new Bidirectional(new Dense(2)));
        rejects(
                "Bidirectional: merge_mode must be \"concat\", \"sum\", \"mul\", \"ave\" or \"none\", got \"add\"",
                () -> new Bidirectional(new LSTM(2)).mergeMode("add"));
        rejects(
                "Bidirectional: one of the two layers must go backwards and the other must not: give the second one goBackwards(true)",
                () -> new Bidirectional(new LSTM(2)).backwardLayer(new LSTM(2)));
        rejects(
                "Bidirectional: both layers must agree in return_sequences, return_state and stateful",
                () -> new Bidirectional(new LSTM(2))
                        .backwardLayer(new LSTM(2).goBackwards(true).returnSequences(true)));
        rejectsSamples(
                "Bidirectional: wants sequences (steps, features), got samples of shape (4). Add an "
                        + "Embedding or a Reshape(steps, features) before it, or give the recurrent layer before it "
                        + "returnSequences(true).",
                new Bidirectional(new LSTM(2)),
                Shape.of(4));
        rejectsSamples(
                "Bidirectional: takes a sequence, alone or with as many states to begin with as it has (4), got 2 inputs",
                new Bidirectional(new LSTM(2)),
                Shape.of(3, 2),
                Shape.of(2));
        rejectsSamples(
                "Bidirectional: merge_mode \"sum\" wants layers of equal units",
                new Bidirectional(new LSTM(2))
                        .backwardLayer(new LSTM(3).goBackwards(true))
                        .mergeMode("sum"),
                Shape.of(3, 2));
    }

    @Test
    void freezesBothLayers() {
        Bidirectional both = build(new Bidirectional(new LSTM(2)).trainable(false), Tensor.zeros(1, 3, 2));
        assertEquals(0, both.variables().stream().filter(Variable::trainable).count());
    }

    @Test
    void namesBothLayersAfterTheGivenOne() {
        Bidirectional both = new Bidirectional(new LSTM(2).named("words"));
        assertEquals(
                List.of("forward_words", "backward_words"),
                both.layers().stream().map(Layer::name).toList());
    }

    @Test
    void keepsTwoBidirectionalLayersApartInTheOptimizer() {
        Sequential model = new Sequential();
        model.add(new Bidirectional(new SimpleRNN(2).returnSequences(true)).inputShape(3, 2));
        model.add(new Bidirectional(new SimpleRNN(2)));
        model.compile("adam", "mse");
        model.trainOnBatch(Tensor.zeros(4, 3, 2), Tensor.zeros(4, 4));
        // two moments for each of twelve weights, and the number of steps
        assertEquals(25, model.optimizer().state(model.variables()).size());
    }
}
