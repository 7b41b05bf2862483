package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.layers.Dense;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A first training step of a head on each network, whole and frozen. */
final class InceptionTrainingTest {
    private static final double TOLERANCE = 1e-4;

    static Stream<Golden> networks() {
        return Golden.cases("inceptions", "training").stream();
    }

    /** The network, average pooling and a dense layer of three classes, with learning rate 1: a step subtracts the gradients. */
    private static Sequential onBase(Golden golden, boolean trainable) {
        Application<?> network = InceptionsTest.application(golden.name().replaceFirst(".*training_", ""));
        int side = golden.get("side").asInt();
        Sequential model = WeightAllocation.uninitialized(Long.MAX_VALUE, () -> {
            Model base = network.includeTop(false)
                    .inputShape(side, side, 3)
                    .pooling("avg")
                    .model();
            base.setTrainable(trainable);
            return new Sequential(base, new Dense(3).activation("softmax").named("scores"));
        });
        model.compile(new SGD(1), "sparse_categorical_crossentropy");
        Hashed.weights(model);
        return model;
    }

    private static double step(Golden golden, Sequential model) {
        Tensor labels = golden.tensor("labels");
        Tensor x = Hashed.images(labels.size(), model.input().shape().withoutBatch());
        return model.trainOnBatch(x, labels).loss();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aHeadOnAFrozenBaseHasTheGradientsOfKeras(Golden golden) {
        Sequential model = onBase(golden, false);
        Model base = (Model) model.getLayer(0);
        Layer head = model.getLayer(1);
        List<Tensor> first = base.getLayer(1).getWeights();
        List<Tensor> before = head.getWeights();
        assertEquals(golden.get("frozen").asDouble(), step(golden, model), TOLERANCE);
        assertArrayEquals(
                first.get(0).toArray(), base.getLayer(1).getWeights().get(0).toArray());
        List<Tensor> after = head.getWeights();
        Sample.assertAgrees(golden.get("kernel"), difference(before.get(0), after.get(0)), TOLERANCE);
        assertArrayEquals(
                golden.tensor("bias").toArray(),
                difference(before.get(1), after.get(1)).toArray(),
                1e-4f);
    }

    private static Tensor difference(Tensor a, Tensor b) {
        Tensor d = a.copy();
        for (int i = 0; i < d.size(); i++) {
            d.data()[d.offset() + i] -= b.data()[b.offset() + i];
        }
        return d;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theWholeNetworkTrains(Golden golden) {
        Sequential model = onBase(golden, true);
        assertEquals(golden.get("free").asDouble(), step(golden, model), 1e-3);
    }
}
