package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.file.Json;
import dev.cornet.layers.Add;
import dev.cornet.layers.Dense;
import dev.cornet.layers.GRU;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.LBFGS;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stateful recurrent layers, which begin each batch with the final states of the previous one. */
class StatefulTest {
    private static final int BATCH = 3;

    static List<Golden> cases() {
        return Golden.cases("stateful", "Stateful");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesKeras(Golden golden) {
        Model model = Model.fromJson(golden.get("model").asText());
        model.setWeights(golden.tensors("weights"));
        Tensor x = golden.tensor("x");
        assertClose(golden.tensor("predictions"), predict(model, x));
        assertClose(golden.tensor("predictions_on"), predict(model, x));
        model.resetState();
        model.compile(new SGD(0.1), "mse");
        History history = model.fit(
                x,
                golden.tensor("y"),
                new Fit().batchSize(BATCH).epochs(2).shuffle(false).verbose(0));
        for (int epoch = 0; epoch < 2; epoch++) {
            assertEquals(golden.get("losses").get(epoch).asDouble(), history.get("loss")[epoch], 1e-6);
        }
        List<Tensor> trained = golden.tensors("trained");
        for (int w = 0; w < trained.size(); w++) {
            assertClose(trained.get(w), model.getWeights().get(w));
        }
        assertClose(golden.tensor("predictions_trained"), predict(model, x));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesWhatKerasReads(Golden golden) {
        String written = Model.fromJson(golden.get("model").asText()).toJson();
        assertEquals(
                "[" + BATCH + ",4,2]",
                Json.parse(written, "the model")
                        .at("/config/layers/0/config/batch_shape")
                        .toString());
        assertEquals(written, Model.fromJson(written).toJson());
    }

    @Test
    void consecutiveBatchesAreLikeOneSequence() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 6, 1);
        SimpleRNN whole = new SimpleRNN(1);
        Sequential once = new Sequential(whole.inputShape(6, 1));
        Sequential twice = new Sequential(new SimpleRNN(1).stateful(true).inputShape(3, 1));
        twice.setWeights(once.getWeights());
        twice.predict(x.reshape(dev.cornet.tensor.Shape.of(2, 3, 1)).rows(0, 1));
        Tensor end =
                twice.predict(x.reshape(dev.cornet.tensor.Shape.of(2, 3, 1)).rows(1, 2));
        assertArrayEquals(once.predict(x).toArray(), end.toArray());
    }

    /** More rows than fit into a slice, in a model whose predictions would otherwise be cut into slices. */
    @Test
    void keepsTheStatesOfAllRows() {
        Layer[] layers = {
            new Dense(40).inputShape(60, 4), new GRU(8).stateful(true).returnSequences(true), new Dense(20)
        };
        Sequential model = new Sequential(layers);
        Tensor x = Tensor.zeros(64, 60, 4);
        dev.cornet.backend.Ops.fill(x, 0.1f);
        model.predictOnBatch(x);
        Tensor states =
                LayerAccess.recurrentStates(model.layers().get(1)).get(0).value();
        assertEquals("(64, 8)", String.valueOf(states == null ? null : states.shape()));
    }

    @Test
    void batchesOfAnotherSizeNeedAReset() {
        Sequential model = new Sequential(new LSTM(2).stateful(true).inputShape(3, 1));
        float[] first = model.predict(Tensor.zeros(2, 3, 1)).toArray();
        String message =
                "lstm (LSTM): is stateful and holds the states of a batch of 2, got a batch of 5. Give batches of"
                        + " one size, or call resetState() before.";
        Tensor more = Tensor.zeros(5, 3, 1);
        assertEquals(
                message,
                assertThrows(ShapeException.class, () -> model.predict(more)).getMessage());
        model.resetState();
        assertArrayEquals(first, model.predict(more).rows(0, 2).toArray());
    }

    /** An optimizer that runs a batch several times updates the states once. */
    @Test
    void updatesTheStatesOncePerBatch() {
        Sequential model = new Sequential(new SimpleRNN(1).stateful(true).inputShape(2, 1), new Dense(1));
        model.compile(new LBFGS(), "mse");
        Tensor x = Tensor.of(new float[] {1, 2}, 1, 2, 1);
        List<Tensor> weights = model.getWeights();
        model.fit(x, Tensor.of(new float[] {3}, 1, 1), new Fit().epochs(1).verbose(0));
        Tensor once = LayerAccess.recurrentStates(model.layers().get(0)).get(0).value();
        Sequential again = new Sequential(new SimpleRNN(1).inputShape(2, 1));
        again.setWeights(weights.subList(0, 3));
        assertArrayEquals(again.predict(x).toArray(), once == null ? new float[0] : once.toArray());
    }

    @Test
    void mayBeCalledOnlyOnce() {
        Symbol in = Input.of(3, 2);
        LSTM shared = new LSTM(2).stateful(true);
        Symbol sum = new Add().of(in.then(shared), in.then(shared));
        String message =
                "lstm (LSTM): is stateful, but stands in two places of the model, which would write one state. Use two layers.";
        assertEquals(
                message,
                assertThrows(CornetException.class, () -> new Model(in, sum)).getMessage());
        Symbol x = Input.of(3, 2);
        Model inner = new Model(
                x, x.then(new LSTM(2).stateful(true).returnSequences(true).named("lstm")));
        assertEquals(
                message,
                assertThrows(
                                CornetException.class,
                                () -> new Model(in, in.then(inner).then(inner)))
                        .getMessage());
        assertEquals(
                "TimeDistributed: wants a layer that carries nothing on, LSTM is stateful",
                assertThrows(
                                OptionException.class,
                                () -> Input.of(3, 4, 2).then(new TimeDistributed(new LSTM(2).stateful(true))))
                        .getMessage());
    }

    private static Tensor predict(Model model, Tensor x) {
        return model.predict(x, new Predict().batchSize(BATCH));
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), 2e-6f);
    }
}
