package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.Cornet;
import dev.cornet.file.Json;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.GaussianNoise;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.SpatialDropout1D;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.nn.Call;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Node;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The argument {@code training} of a layer's call applies to everything inside the call, whatever the mode of the model, and is saved. */
class TrainingArgumentTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 5}, 2, 2);
    private static final Tensor Y = Tensor.of(new float[] {1, 1}, 2, 1);

    @TempDir
    Path folder;

    private static Model transfer() {
        Symbol in = Input.of(2);
        Symbol out =
                in.then(new BatchNormalization().momentum(0.5).named("norm")).then(new Dropout(0.5).named("drop"));
        Model base = new Model(in, out);
        base.named("base");
        Symbol x = Input.of(2);
        return new Model(x, x.then(base, Call.training(false)).then(new Dense(1).named("top")));
    }

    private static Layer inner(Model model, String name) {
        return ((Model) model.getLayer("base")).getLayer(name);
    }

    /** Moving mean and variance stay 0 and 1, while gamma and beta are trained: gradients flow although the moving statistics are used. */
    private static void assertStatisticsStay(Model model) {
        model.compile("sgd", "mse");
        List<Tensor> before = inner(model, "norm").getWeights();
        model.fit(X, Y, new Fit().verbose(0).epochs(2));
        List<Tensor> after = inner(model, "norm").getWeights();
        assertArrayEquals(new float[] {0, 0}, after.get(2).toArray());
        assertArrayEquals(new float[] {1, 1}, after.get(3).toArray());
        assertFalse(Arrays.equals(before.get(1).toArray(), after.get(1).toArray()));
    }

    @Test
    void aBaseCalledWithoutTrainingKeepsItsStatistics() {
        assertStatisticsStay(transfer());
        assertStatisticsStay(Model.fromJson(transfer().toJson()));
        assertStatisticsStay(Model.fromJson(
                Golden.read("nesting", "frozen_statistics").get("json").asText()));
        String file = folder.resolve("model.cornet").toString();
        transfer().save(file);
        assertStatisticsStay(Model.load(file));
        Symbol direct = Input.of(2);
        BatchNormalization norm = new BatchNormalization();
        Model model = new Model(direct, direct.then(norm, Call.training(false)).then(new Dense(1)));
        model.compile("sgd", "mse");
        model.trainOnBatch(X, Y);
        assertArrayEquals(new float[] {0, 0}, norm.getWeights().get(2).toArray());
    }

    /** With training=false, dropout in the base does nothing: the loss of a training step equals that of evaluate before it. */
    @Test
    void dropoutIsOffInACallWithoutTraining() {
        Model model = transfer();
        model.compile("sgd", "mse");
        double loss = model.evaluate(X, Y).get("loss");
        assertEquals(loss, model.trainOnBatch(X, Y).get("loss"), 1e-6 * loss);
    }

    @Test
    void theArgumentOfAnInnerCallTakesPrecedence() {
        Symbol in = Input.of(1000);
        Model inner = new Model(in, in.then(new Dropout(0.5), Call.training(true)));
        Symbol x = Input.of(1000);
        Model model = new Model(x, x.then(inner, Call.training(false)));
        assertDrops(model.predict(ones(1, 1000)), 0.5f);
        Symbol y = Input.of(1000);
        Model around = new Model(y, y.then(new Model(x, x.then(new Dropout(0.5))), Call.training(true)));
        assertDrops(around.predict(ones(1, 1000)), 0.5f);
    }

    /**
     * Also inside a wrapper: in predictions each time step is normalised by its mean and variance over all rows; moving statistics
     * do not change.
     */
    @Test
    void batchStatisticsInsideAWrapperAreThoseOfTheWholeBatch() {
        int rows = 40;
        int steps = 2;
        int n = 1200; // enough to be cut into slices
        BatchNormalization norm = new BatchNormalization().epsilon(1e-6);
        Symbol z = Input.of(n);
        Model inner = new Model(z, z.then(norm, Call.training(true)));
        Model model = new Sequential(
                new Activation("linear").inputShape(steps, n), new TimeDistributed(inner), new Activation("linear"));
        Tensor x = Tensor.zeros(rows, steps, n);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = i % 7 + 10 * (i / n % steps) + i / (n * steps) % 3;
        }
        Tensor y = model.predict(x, rows);
        for (int at = 0; at < steps * n; at++) {
            double mean = 0;
            double square = 0;
            for (int r = 0; r < rows; r++) {
                double v = x.data()[r * steps * n + at];
                mean += v / rows;
                square += v * v / rows;
            }
            double deviation = Math.sqrt(square - mean * mean + 1e-6);
            for (int r = 0; r < rows; r++) {
                int i = r * steps * n + at;
                assertEquals((x.data()[i] - mean) / deviation, y.data()[i], 1e-4);
            }
        }
        assertEquals(0, norm.getWeights().get(2).get(0));
    }

    private static Tensor ones(int... dims) {
        Tensor ones = Tensor.zeros(dims);
        Arrays.fill(ones.data(), 1f);
        return ones;
    }

    private static void assertDrops(Tensor y, float rate) {
        int zeros = 0;
        for (float v : y.toArray()) {
            assertTrue(v == 0 || v == 1 / (1 - rate), "" + v);
            zeros += v == 0 ? 1 : 0;
        }
        assertEquals(rate * y.size(), zeros, 0.1 * y.size());
    }

    @Test
    void dropoutInPredictionsDiffersFromBatchToBatch() {
        Cornet.setSeed(3);
        Symbol x = Input.of(100);
        Model model = new Model(x, x.then(new Dropout(0.5), Call.training(true)));
        Tensor one = model.predict(ones(64, 100));
        assertDrops(one, 0.5f);
        assertFalse(Arrays.equals(one.rows(0, 32).toArray(), one.rows(32, 64).toArray()));
        Tensor two = model.predict(ones(64, 100));
        assertFalse(Arrays.equals(one.toArray(), two.toArray()));
        Cornet.setSeed(3);
        Model again = Model.fromJson(model.toJson());
        assertArrayEquals(one.toArray(), again.predict(ones(64, 100)).toArray());
        again.compile("sgd", "mse");
        assertTrue(again.evaluate(ones(64, 100), ones(64, 100)).get("loss") > 0.5);
    }

    /** The numbers depend on the seed of the model, the call and the batch, or on the seed of the prediction and the batch. */
    @Test
    void dropoutInPredictionsFollowsTheSeed() {
        Symbol x = Input.of(100);
        Model model = new Model(x, x.then(new Dropout(0.5), Call.training(true)));
        model.seed(5);
        float[] first = model.predict(ones(64, 100)).toArray();
        float[] second = model.predict(ones(64, 100)).toArray();
        Model again = Model.fromJson(model.toJson());
        again.seed(5);
        assertArrayEquals(first, again.predict(ones(64, 100)).toArray());
        assertArrayEquals(second, again.predict(ones(64, 100)).toArray());
        float[] seeded = model.predict(ones(64, 100), new Predict().seed(7)).toArray();
        assertArrayEquals(
                seeded, model.predict(ones(64, 100), new Predict().seed(7)).toArray());
        assertFalse(Arrays.equals(
                seeded, model.predict(ones(64, 100), new Predict().seed(8)).toArray()));
        assertFalse(Arrays.equals(first, seeded));
    }

    @Test
    void otherRandomLayersObeyTheArgumentToo() {
        Symbol x = Input.of(4, 50);
        Symbol noise = x.then(new GaussianNoise(1), Call.training(true));
        Symbol channels = x.then(new SpatialDropout1D(0.5), Call.training(true));
        Model model = new Model(List.of(x), List.of(noise, channels));
        List<Tensor> ys = model.predict(List.of(ones(2, 4, 50)), 2);
        assertFalse(Arrays.equals(ones(2, 4, 50).toArray(), ys.get(0).toArray()));
        assertDrops(ys.get(1), 0.5f);
        Symbol sequence = Input.of(4, 50);
        Model recurrent = new Model(sequence, sequence.then(new LSTM(20).dropout(0.5), Call.training(true)));
        Tensor sample = ones(1, 4, 50);
        assertFalse(Arrays.equals(
                recurrent.predict(sample).toArray(), recurrent.predict(sample).toArray()));
    }

    /** Batch statistics in a prediction: (1 − 2)/√(1 + ε) and so on. The prediction does not change the moving statistics. */
    @Test
    void batchStatisticsInPredictions() {
        Symbol x = Input.of(2);
        BatchNormalization norm = new BatchNormalization().epsilon(1e-9);
        Model model =
                new Model(x, x.then(new Dense(2).kernelInitializer("identity")).then(norm, Call.training(true)));
        assertArrayEquals(new float[] {-1, -1, 1, 1}, model.predict(X).toArray(), 1e-5f);
        assertArrayEquals(new float[] {0, 0}, norm.getWeights().get(2).toArray());
        model.compile("sgd", "mse");
        model.trainOnBatch(X, X);
        assertArrayEquals(new float[] {0.02f, 0.035f}, norm.getWeights().get(2).toArray(), 1e-6f);
    }

    /** Keras also writes training=false for calls without this argument; those must not be read as an explicit false. */
    @Test
    void distinguishesGivenArgumentsFromThoseThatKerasAdds() {
        String text = Golden.read("nesting", "said_and_unsaid").get("json").asText();
        Map<String, Boolean> expected = new HashMap<>();
        expected.put("said", true);
        expected.put("off", false);
        expected.put("both", true);
        for (Model model : List.of(
                Model.fromJson(text), Model.fromJson(Model.fromJson(text).toJson()))) {
            Map<String, Boolean> given = new HashMap<>();
            for (Node node : model.graph().nodes()) {
                if (node.call().training() != null) {
                    given.put(node.layer().name(), node.call().training());
                }
            }
            assertEquals(expected, given);
        }
    }

    /** Returns the call of the first layer after the input. */
    private static JsonNode call(JsonNode model) {
        return model.get("config").get("layers").get(1).get("inbound_nodes").get(0);
    }

    @Test
    void keepsAnExplicitFalse() {
        Symbol x = Input.of(2);
        Model model = new Model(x, x.then(new Dropout(0.5), Call.training(false)));
        JsonNode call = call(Json.parse(Model.fromJson(model.toJson()).toJson(), "model"));
        assertFalse(call.get("kwargs").get("training").asBoolean(true));
    }

    /** A user's layer. */
    public static final class Identity extends UnaryLayer<Identity> {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** Returns the argument of the layer's call after Keras has written the model, which does not mark explicit arguments. */
    private static @Nullable Boolean readFromKeras(Layer layer) {
        Symbol x = Input.of(2);
        JsonNode tree = Json.parse(new Model(x, x.then(layer, Call.training(false))).toJson(), "model");
        ((ObjectNode) call(tree)).remove("training");
        return Model.fromJson(tree.toString()).output().node().call().training();
    }

    @Test
    void falseIsTheDefaultOfUsersLayers() {
        Cornet.register(Identity.class);
        assertNull(readFromKeras(new Identity()));
        assertEquals(false, readFromKeras(new Dense(2)));
    }

    @Test
    void severalInputs() {
        Symbol a = Input.of(1000);
        Symbol b = Input.of(1000);
        Model sum = new Model(List.of(a, b), List.of(new Add().of(a, b).then(new Dropout(0.5))));
        Symbol x = Input.of(1000);
        Model model = new Model(x, Call.training(true).of(sum, x, x));
        Tensor y = model.predict(ones(1, 1000));
        for (int i = 0; i < y.size(); i++) {
            y.data()[i] /= 2;
        }
        assertDrops(y, 0.5f);
    }
}
