package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All layers of a model inside a TimeDistributed are trained, though no layer before it has weights. */
class WrappedModelTest {
    private static final int STEPS = 4;

    private static List<Layer> layers() {
        return List.of(
                new Dense(5).activation("tanh"),
                new LayerNormalization(),
                new Dense(4).activation("elu"),
                new Dense(2));
    }

    /** The same layers without the wrapper; each of them treats every step separately. */
    private static Model unwrapped() {
        Sequential model = new Sequential();
        model.add(Input.of(STEPS, 3));
        layers().forEach(model::add);
        return model;
    }

    private static Sequential inner(List<Layer> layers) {
        Sequential inner = new Sequential();
        inner.add(Input.of(3));
        layers.forEach(inner::add);
        return inner;
    }

    static Stream<Function<List<Layer>, Layer>> wrappers() {
        return Stream.of(
                all -> new TimeDistributed(inner(all)),
                all -> new TimeDistributed(
                        inner(List.of(all.get(0), new Sequential(all.get(1), all.get(2)), all.get(3)))),
                all -> {
                    Symbol x = Input.of(3);
                    Symbol y = x;
                    for (Layer layer : all) {
                        y = y.then(layer);
                    }
                    return new TimeDistributed(new Model(x, y));
                });
    }

    private static Tensor random(int seed, int... shape) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) new RandomStream(seed).uniform(i, -1, 1);
        }
        return x;
    }

    private static void fit(Model model) {
        model.compile(new SGD(0.1), "mse");
        model.fit(
                random(1, 6, STEPS, 3),
                random(2, 6, STEPS, 2),
                new Fit().verbose(0).shuffle(false).epochs(3).batchSize(3));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void learnsAsTheUnwrappedLayers(Function<List<Layer>, Layer> wrapper) {
        Model unwrapped = unwrapped();
        Sequential wrapped = new Sequential();
        wrapped.add(Input.of(STEPS, 3));
        wrapped.add(wrapper.apply(layers()));
        wrapped.setWeights(unwrapped.getWeights());
        List<float[]> before =
                unwrapped.getWeights().stream().map(w -> w.toArray().clone()).toList();
        fit(unwrapped);
        fit(wrapped);
        assertEquals(unwrapped.getWeights().size(), wrapped.getWeights().size());
        for (int w = 0; w < before.size(); w++) {
            float[] trained = wrapped.getWeights().get(w).toArray();
            assertNotEquals(Arrays.toString(before.get(w)), Arrays.toString(trained));
            assertArrayEquals(unwrapped.getWeights().get(w).toArray(), trained, 1e-6f);
        }
    }

    @Test
    void aFrozenLayerInsideDoesNotChange() {
        List<Layer> all = layers();
        all.get(2).setTrainable(false);
        Sequential wrapped = new Sequential();
        wrapped.add(Input.of(STEPS, 3));
        wrapped.add(new TimeDistributed(inner(all)));
        float[] first = all.get(0).getWeights().get(0).toArray().clone();
        float[] frozen = all.get(2).getWeights().get(0).toArray().clone();
        fit(wrapped);
        assertNotEquals(first[0], all.get(0).getWeights().get(0).toArray()[0]);
        assertArrayEquals(frozen, all.get(2).getWeights().get(0).toArray());
    }
}
