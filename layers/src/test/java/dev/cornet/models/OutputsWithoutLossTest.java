package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.Ftrl;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights on which no loss depends are not changed, as in Keras: they have no gradient, which is different from a gradient of 0. */
class OutputsWithoutLossTest {
    private final Tensor x = Tensor.of(new float[] {1, 2}, 1, 2);
    private final Tensor y = Tensor.of(new float[] {3}, 1, 1);

    @TempDir
    Path folder;

    static Stream<Optimizer> optimizers() {
        return Stream.of(
                new SGD(0.1).weightDecay(0.1),
                new Adam(0.1).weightDecay(0.1).useEma(true).gradientAccumulationSteps(2),
                new Ftrl(0.1).l1RegularizationStrength(0.5));
    }

    private Model model(Optimizer optimizer, Dense other) {
        Symbol in = Input.of(2);
        Symbol hidden = in.then(new Dense(2).named("hidden"));
        Symbol withoutLoss = hidden.then(new Dense(3).named("before")).then(other.named("other"));
        Model model = new Model(List.of(in), List.of(hidden.then(new Dense(1).named("trained")), withoutLoss));
        model.compile(new Compile(optimizer, Arrays.asList("mse", null)));
        return model;
    }

    private void fit(Model model) {
        model.fit(List.of(x), List.of(y, y), new Fit().verbose(0).epochs(4));
    }

    private static float[] kernel(Model model, String layer) {
        Layer found = model.getLayer(layer);
        return found.getWeights().get(0).toArray().clone();
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void weightsWithoutALossAreNotChanged(Optimizer optimizer) {
        Model model = model(optimizer, new Dense(1));
        float[] hidden = kernel(model, "hidden");
        float[] before = kernel(model, "before");
        float[] other = kernel(model, "other");
        fit(model);
        assertArrayEquals(before, kernel(model, "before"));
        assertArrayEquals(other, kernel(model, "other"));
        assertNotEquals(hidden[0], kernel(model, "hidden")[0]);
    }

    /** The activity penalty of a layer gives gradients to this layer and those before it, not to others. */
    @Test
    void anActivityPenaltyDoesNotReachOtherLayers() {
        Symbol in = Input.of(2);
        Symbol hidden = in.then(new Dense(2).named("hidden").activityRegularizer("l2"));
        Symbol withoutLoss = hidden.then(new Dense(3).named("before")).then(new Dense(1).named("other"));
        Model model = new Model(List.of(in), List.of(hidden.then(new Dense(1).named("trained")), withoutLoss));
        model.compile(new Compile(new SGD(0.1).weightDecay(0.1), Arrays.asList("mse", null)));
        float[] before = kernel(model, "before");
        float[] other = kernel(model, "other");
        fit(model);
        assertArrayEquals(before, kernel(model, "before"));
        assertArrayEquals(other, kernel(model, "other"));
    }

    /** The weights before an output of an inner model that the outer model does not use. */
    @Test
    void weightsBeforeAnUnusedInnerOutputAreNotChanged() {
        Symbol a = Input.of(2);
        Symbol b = Input.of(2);
        Model inner = new Model(
                List.of(a, b), List.of(a.then(new Dense(1).named("unused")), b.then(new Dense(1).named("used"))));
        Symbol in = Input.of(2);
        List<Symbol> both =
                inner.of(in.then(new Dense(2).named("before")), in).node().outputs();
        Model model = new Model(in, both.get(1));
        model.compile(new Ftrl(0.1).l1RegularizationStrength(0.5), "mse");
        float[] before = kernel(model, "before");
        float[] unused = kernel(inner, "unused");
        float[] used = kernel(inner, "used");
        model.fit(x, y, new Fit().verbose(0).epochs(2));
        assertArrayEquals(before, kernel(model, "before"));
        assertArrayEquals(unused, kernel(inner, "unused"));
        assertNotEquals(used[0], kernel(inner, "used")[0]);
    }

    @Test
    void aPenaltyIsALoss() {
        Model model = model(new SGD(0.1), new Dense(1).kernelRegularizer("l2"));
        float[] other = kernel(model, "other");
        model.fit(List.of(x), List.of(y, y), new Fit().verbose(0));
        for (int i = 0; i < other.length; i++) { // w − 0.1·2·0.01·w
            assertEquals(other[i] * (1 - 0.002f), kernel(model, "other")[i], 1e-6f);
        }
        Model active = model(new SGD(0.1), new Dense(1).activityRegularizer("l2"));
        float[] before = kernel(active, "before");
        fit(active);
        assertNotEquals(before[0], kernel(active, "before")[0]);
    }

    @Test
    void continuesFromAFileWithTheSameBits() {
        Model model = model(new Adam(0.1).weightDecay(0.1), new Dense(1));
        fit(model);
        String file = folder.resolve("m.cornet").toString();
        model.save(file);
        Model loaded = Model.load(file);
        fit(model);
        fit(loaded);
        for (int w = 0; w < model.getWeights().size(); w++) {
            assertArrayEquals(
                    model.getWeights().get(w).toArray(),
                    loaded.getWeights().get(w).toArray());
        }
    }
}
