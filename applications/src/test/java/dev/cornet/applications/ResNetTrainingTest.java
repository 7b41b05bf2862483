package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.layers.Dense;
import dev.cornet.models.Evaluation;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training of residual networks: of a head on the frozen network as in Keras, and of all layers. */
final class ResNetTrainingTest {
    /** Replaces each weight by its gradient. */
    private static final class Gradients extends FluentOptimizer<Gradients> {
        Gradients() {
            super(new ConstantLearningRate(1));
        }

        @Override
        protected Update update(float lr, long t) {
            return (w, g, s, from, to) -> System.arraycopy(g, from, w, from, to - from);
        }
    }

    private static Shape image(Golden golden) {
        JsonNode dims = golden.get("input_shape");
        return Shape.of(dims.get(0).asInt(), dims.get(1).asInt(), dims.get(2).asInt());
    }

    static Stream<Golden> heads() {
        return Golden.cases("resnets", "heads").stream();
    }

    @ParameterizedTest
    @MethodSource("heads")
    void lossAndGradientsOfAHeadAreThoseOfKeras(Golden golden) {
        Shape image = image(golden);
        Model base = ResNetsTest.network(golden)
                .includeTop(false)
                .inputShape(image.toArray())
                .pooling("avg")
                .model();
        base.setTrainable(false);
        Dense head = new Dense(3).activation("softmax").named("scores");
        Sequential model = new Sequential(base, head);
        ResNetsTest.weights(model);
        List<Tensor> before = base.getWeights();
        model.compile(new Gradients(), "sparse_categorical_crossentropy");
        Evaluation step = model.trainOnBatch(Hashed.images(4, image), golden.tensor("labels"));
        assertEquals(golden.get("loss").asDouble(), step.loss(), 1e-4);
        ResNetsTest.assertSample(golden.get("kernel"), head.getWeights().get(0));
        assertArrayEquals(
                golden.tensor("bias").toArray(), head.getWeights().get(1).toArray(), 1e-4f);
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i).toArray(), base.getWeights().get(i).toArray());
        }
    }

    static Stream<Golden> steps() {
        return Golden.cases("resnets", "steps").stream();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void allLayersLearnAsInKeras(Golden golden) {
        Shape image = image(golden);
        Model model = ResNetsTest.weights(WeightAllocation.uninitialized(
                Long.MAX_VALUE,
                ResNetsTest.network(golden).inputShape(image.toArray()).classes(3)::model));
        model.compile(new SGD(0.001), "sparse_categorical_crossentropy");
        Tensor x = Hashed.images(4, image);
        for (JsonNode loss : golden.get("losses")) {
            double expected = loss.asDouble();
            double actual = model.trainOnBatch(x, golden.tensor("labels")).loss();
            assertEquals(expected, actual, 1e-4 * Math.max(1, expected));
        }
        List<Variable> means = model.variables().stream()
                .filter(w -> w.name().equals("moving_mean"))
                .toList();
        ResNetsTest.assertSample(
                golden.get("moving_mean"), means.get(means.size() - 1).value());
    }
}
