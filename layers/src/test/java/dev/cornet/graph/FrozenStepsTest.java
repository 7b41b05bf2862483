package dev.cornet.graph;

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
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In front of what learns, values live no longer than in predictions; what the ways back look at lives on. */
class FrozenStepsTest {
    private final Symbol in = Input.of(8, 8, 3);
    private final Layer base = new Conv2D(8, 3).padding("same").activation("relu");
    private final Layer learner = new Conv2D(8, 3).padding("same").activation("tanh");
    private final Layer later = new Conv2D(8, 3).padding("same").activation("relu");
    private final Layer last = new Conv2D(8, 1);
    private final Model model = model();

    /** A frozen layer reads the base's output after the learning one has read it, and more follow. */
    private Model model() {
        Symbol x = in.then(base);
        Symbol learnt = x.then(learner);
        Symbol frozen = x.then(later).then(last).then(new Conv2D(8, 3).padding("same"));
        Symbol sum = new Add().of(learnt, frozen);
        return new Model(in, sum.then(new MaxPooling2D(2)).then(new Flatten()).then(new Dense(3)));
    }

    private static Tensor random(long seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        RandomStream noise = new RandomStream(seed);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) noise.uniform(i, -1, 1);
        }
        return x;
    }

    /** One step with all layers free and one with some frozen move the free ones to the same bits. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 24})
    void theOthersLearnAsIfNothingWereFrozen(int rows) {
        Tensor x = random(1, rows, 8, 8, 3);
        Tensor y = random(2, rows, 3);
        List<Tensor> start = model.getWeights();
        model.compile(new SGD(0.1), "mse");
        model.trainOnBatch(x, y);
        List<Tensor> expected = learner.getWeights();
        List<Tensor> moved = later.getWeights();

        model.setWeights(start);
        List.of(base, later, last).forEach(layer -> layer.setTrainable(false));
        model.compile(new SGD(0.1), "mse");
        model.trainOnBatch(x, y);
        for (int w = 0; w < expected.size(); w++) {
            assertArrayEquals(
                    expected.get(w).toArray(), learner.getWeights().get(w).toArray());
            assertTrue(!Arrays.equals(
                    moved.get(w).toArray(), later.getWeights().get(w).toArray()));
        }
    }
}
