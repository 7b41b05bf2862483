package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.Cornet;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A trained head on a frozen network. */
final class FrozenBaseTest {
    private static final double TOLERANCE = 1e-4;

    static Stream<Golden> heads() {
        return Golden.cases("applications", "heads").stream();
    }

    @ParameterizedTest
    @MethodSource("heads")
    void theGradientsAreThoseOfKeras(Golden golden) {
        Application<?> network =
                Applications.of(golden.name().replaceFirst(".*head_", "").replace("_", ""));
        if (golden.get("arguments").has("alpha")) {
            ((MobileNetBase<?>) network)
                    .alpha(golden.get("arguments").get("alpha").asDouble());
        }
        int side = golden.get("side").asInt();
        network.weights(null).includeTop(false).inputShape(side, side, 3).pooling("avg");
        Model base = Hashed.weights(WeightAllocation.uninitialized(Long.MAX_VALUE, network::model));
        base.setTrainable(false);
        Dense hidden = new Dense(8).activation("relu").named("hidden");
        Dense scores = new Dense(3).activation("softmax").named("scores");
        Sequential model = new Sequential(base, hidden, scores);
        hidden.setWeights(List.of(kernel(-2, base.output().shape().last(), 8), Tensor.zeros(8)));
        scores.setWeights(List.of(kernel(-3, 8, 3), Tensor.zeros(3)));
        model.compile(new SGD(1), "sparse_categorical_crossentropy");
        List<Tensor> frozen = base.getWeights();
        List<Tensor> before = List.of(
                hidden.getWeights().get(0),
                hidden.getWeights().get(1),
                scores.getWeights().get(0),
                scores.getWeights().get(1));
        Tensor x = Hashed.images(4, Shape.of(side, side, 3));
        double loss = model.trainOnBatch(x, labels(4, 3)).loss();
        assertEquals(golden.get("loss").asDouble(), loss, TOLERANCE);

        assertGradient(
                sampled(golden.tensor("kernel"), before.get(0)),
                before.get(0),
                hidden.getWeights().get(0),
                37);
        JsonNode others = golden.get("others");
        assertGradient(
                Golden.tensor(others.get(0)), before.get(1), hidden.getWeights().get(1), 1);
        assertGradient(
                Golden.tensor(others.get(1)), before.get(2), scores.getWeights().get(0), 1);
        assertGradient(
                Golden.tensor(others.get(2)), before.get(3), scores.getWeights().get(1), 1);
        for (int i = 0; i < frozen.size(); i++) {
            assertArrayEquals(frozen.get(i).toArray(), base.getWeights().get(i).toArray());
        }
    }

    /** The golden samples of a gradient, one for each 37th element of the weight. */
    private static Tensor sampled(Tensor gradient, Tensor weight) {
        assertEquals((weight.size() + 36) / 37, gradient.size());
        return gradient;
    }

    /** A step of gradient descent with rate 1 subtracts the gradient. */
    private static void assertGradient(Tensor expected, Tensor before, Tensor after, int stride) {
        double largest = 0;
        for (float g : expected.toArray()) {
            largest = Math.max(largest, Math.abs(g));
        }
        assertTrue(largest > 1e-3, "gradients that are not all zero");
        float[] gradients = expected.toArray();
        float[] old = before.toArray();
        float[] now = after.toArray();
        for (int i = 0; i < expected.size(); i++) {
            double gradient = (double) old[i * stride] - now[i * stride];
            assertEquals(gradients[i], gradient, TOLERANCE * largest);
        }
    }

    /** A kernel uniform within ±1/sqrt(inputs). */
    private static Tensor kernel(int stream, int inputs, int units) {
        Tensor w = Tensor.zeros(inputs, units);
        for (int j = 0; j < w.size(); j++) {
            w.data()[j] = (float) ((2 * Hashed.u(stream, j) - 1) / Math.sqrt(inputs));
        }
        return w;
    }

    private static Tensor labels(int n, int classes) {
        return Tensor.of(IntStream.range(0, n).map(i -> i % classes).toArray(), n);
    }

    /** Twenty pictures of two classes: bright in the upper half, or in the lower half. */
    private static Tensor pictures() {
        Tensor x = Hashed.images(20, Shape.of(32, 32, 3));
        for (int i = 0; i < x.size(); i++) {
            boolean below = i % (32 * 32 * 3) >= 16 * 32 * 3;
            x.data()[i] = 128 + 60 * x.data()[i] + (below == (i / (32 * 32 * 3) % 2 == 0) ? 60 : -60);
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ResNet50", "MobileNetV2", "DenseNet121"})
    void learnsFromTwentyPictures(String name) {
        Cornet.setSeed(1);
        Tensor pictures = pictures();

        Application<?> network = Applications.of(name).weights(null);
        Model base =
                network.includeTop(false).inputShape(32, 32, 3).pooling("avg").model();
        Hashed.weights(base);
        base.setTrainable(false);
        Sequential model = new Sequential(base, new Dense(2).activation("softmax"));
        model.compile(new Adam(0.01), "sparse_categorical_crossentropy", "accuracy");
        Tensor x = network.preprocessing().apply(pictures);
        History history =
                model.fit(x, labels(20, 2), new Fit().epochs(15).batchSize(10).verbose(0));

        double[] losses = history.get("loss");
        assertTrue(losses[losses.length - 1] < losses[0] / 2, Arrays.toString(losses));
        assertTrue(model.evaluate(x, labels(20, 2)).get("accuracy") >= 0.9);
    }
}
