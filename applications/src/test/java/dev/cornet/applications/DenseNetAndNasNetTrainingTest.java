package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.layers.Dense;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DenseNet121 and NASNetMobile train as in Keras. A step of SGD with a learning rate of 1 subtracts the gradients. */
final class DenseNetAndNasNetTrainingTest {
    private static final String FAMILY = DenseNetAndNasNetTest.FAMILY;
    private static final double TOLERANCE = 1e-4;

    private static Tensor labels(int n) {
        return Tensor.of(IntStream.range(0, n).map(i -> i % 4).toArray(), n);
    }

    private static double step(Model model, int n, Shape image) {
        model.compile(new SGD(1), "sparse_categorical_crossentropy");
        return model.trainOnBatch(Hashed.images(n, image), labels(n)).loss();
    }

    private static Tensor gradient(Tensor before, Tensor after) {
        Tensor g = Tensor.zeros(before.shape());
        for (int j = 0; j < g.size(); j++) {
            g.data()[j] = before.data()[before.offset() + j] - after.data()[after.offset() + j];
        }
        return g;
    }

    @ParameterizedTest
    @ValueSource(strings = {"densenet121", "nasnet_mobile"})
    void aHeadOnAFrozenBaseHasTheGradientsOfKeras(String network) {
        Golden golden = Golden.read(FAMILY, "frozen_" + network);
        Model base = Applications.of(network.replace("_", ""))
                .weights(null)
                .includeTop(false)
                .pooling("avg")
                .inputShape(64, 48, 3)
                .model();
        base.setTrainable(false);
        Sequential model = new Sequential(base, new Dense(4).activation("softmax"));
        model.named(base.name());
        HashedCells.weights(model);
        List<Tensor> before = model.getWeights();
        double loss = step(model, 4, Shape.of(64, 48, 3));
        assertEquals(golden.get("loss").asDouble(), loss, TOLERANCE * loss);
        List<Tensor> after = model.getWeights();
        int n = before.size();
        HashedCells.assertAgrees("kernel", golden.get("kernel"), gradient(before.get(n - 2), after.get(n - 2)));
        HashedCells.assertAgrees("bias", golden.get("bias"), gradient(before.get(n - 1), after.get(n - 1)));
        for (int i = 0; i < n - 2; i++) {
            assertArrayEquals(before.get(i).toArray(), after.get(i).toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"densenet121", "nasnet_mobile"})
    void allLayersTrain(String network) {
        Golden golden = Golden.read(FAMILY, "free_" + network);
        Model model = HashedCells.weights(Applications.of(network.replace("_", ""))
                .weights(null)
                .classes(4)
                .inputShape(64, 64, 3)
                .model());
        List<Tensor> before = model.getWeights();
        double loss = step(model, 8, Shape.of(64, 64, 3));
        assertEquals(golden.get("loss").asDouble(), loss, TOLERANCE * loss);
        List<Variable> variables = model.variables();
        JsonNode gradients = golden.get("gradients");
        int compared = 0;
        for (int i = 0; i < before.size(); i++) {
            Variable w = variables.get(i);
            String layer = w.path().replaceFirst("/.*", "");
            if (w.name().endsWith("kernel") && !w.name().startsWith("depthwise") && gradients.has(layer)) {
                HashedCells.assertAgrees(w.path(), gradients.get(layer), gradient(before.get(i), w.mutableValue()));
                compared++;
            }
            JsonNode moving = golden.get("moving").get(Integer.toString(i));
            if (moving != null) {
                HashedCells.assertAgrees(w.path(), moving, w.mutableValue());
                compared++;
            }
        }
        assertEquals(5, compared);
    }
}
