package dev.cornet.graph;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.layers.Add;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory of frozen layers is released as early as in predictions, but values that a backward needs are kept. */
class FrozenStepsTest {
    private final Symbol in = Input.of(8, 8, 3);
    private final Layer base = new Conv2D(8, 3).padding("same").activation("relu");
    private final Layer trained = new Conv2D(8, 3).padding("same").activation("tanh");
    private final Layer later = new Conv2D(8, 3).padding("same").activation("relu");
    private final Layer last = new Conv2D(8, 1);
    private final Model model = model();

    /** The output of the base is read by a trained layer and later by a frozen one, which is followed by further layers. */
    private Model model() {
        Symbol x = in.then(base);
        Symbol left = x.then(trained);
        Symbol right = x.then(later).then(last).then(new Conv2D(8, 3).padding("same"));
        Symbol sum = new Add().of(left, right);
        return new Model(in, sum.then(new MaxPooling2D(2)).then(new Flatten()).then(new Dense(3)));
    }

    /** A training step gives the trained layer the same bits whether the other layers are frozen or not. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 24})
    void trainedLayersDoNotDependOnFrozenOnes(int rows) {
        Tensor x = random(1, rows, 8, 8, 3);
        Tensor y = random(2, rows, 3);
        List<Tensor> start = model.getWeights();
        model.compile(new SGD(0.1), "mse");
        model.trainOnBatch(x, y);
        List<Tensor> expected = trained.getWeights();
        List<Tensor> trainedLater = later.getWeights();

        model.setWeights(start);
        List.of(base, later, last).forEach(layer -> layer.setTrainable(false));
        model.compile(new SGD(0.1), "mse");
        model.trainOnBatch(x, y);
        for (int w = 0; w < expected.size(); w++) {
            assertArrayEquals(
                    expected.get(w).toArray(), trained.getWeights().get(w).toArray());
            assertTrue(!Arrays.equals(
                    trainedLater.get(w).toArray(), later.getWeights().get(w).toArray()));
        }
    }
}
