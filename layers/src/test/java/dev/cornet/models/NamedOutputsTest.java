package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.initializers.GlorotUniform;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs with names of their own, as Keras' {@code Model(x, {"second": b, "first": a})}. */
class NamedOutputsTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, -1, 0.5f, 3, -2, 1, 0}, 2, 2, 2);
    private static final Tensor Y = Tensor.of(new float[][] {{1, 0}, {0.5f, -1}});
    private static final Tensor STATE = Tensor.of(new float[][] {{0.25f, 3}, {-2, 1}});

    private final Symbol x = Input.of(2, 2);
    private final List<Symbol> outputs = x.then(new SimpleRNN(2)
                    .kernelInitializer(new GlorotUniform().seed(1))
                    .returnState(true)
                    .named("split"))
            .node()
            .outputs();

    private Model named() {
        return new Model(x, Map.of("second", outputs.get(1), "first", outputs.get(0)));
    }

    @Test
    void standInTheOrderOfTheirNames() {
        Model model = named();
        assertEquals(List.of("first", "second"), model.outputNames());
        assertEquals(outputs, model.outputs());
        assertEquals(List.of(Y, STATE), model.perOutput(Map.of("second", STATE, "first", Y)));
    }

    /** Keras: {@code compile("sgd", loss={"first": "mse", "second": "mae"}, metrics={"first": ["mae"]})}. */
    @Test
    void nameLossesAndMetricsAsInKeras() {
        Model model = named();
        model.compile(new Compile(new SGD(0.1), Map.of("first", "mse", "second", "mae"))
                .lossWeights(Map.of("second", 0.5))
                .metrics(Map.of("first", List.of("mae"))));
        List<Tensor> targets = model.perOutput(Map.of("second", STATE, "first", Y));
        Map<String, Double> values =
                model.evaluate(List.of(X), targets, new Evaluate()).metrics();
        assertEquals(Set.of("loss", "first_loss", "second_loss", "first_mae"), values.keySet());
        List<Tensor> ys = model.predict(List.of(X), new Predict());
        double mse = 0;
        double mae = 0;
        for (int i = 0; i < 4; i++) {
            mse += Math.pow(ys.get(0).data()[i] - Y.data()[i], 2) / 4;
            mae += Math.abs(ys.get(1).data()[i] - STATE.data()[i]) / 4;
        }
        assertEquals(mse, values.get("first_loss"), 1e-6);
        assertEquals(mae, values.get("second_loss"), 1e-6);
        assertEquals(mse + 0.5 * mae, values.get("loss"), 1e-6);
        History history = model.fit(
                List.of(X),
                targets,
                new Fit().validationData(List.of(X), targets, List.of()).verbose(0));
        assertEquals(
                new TreeSet<>(List.of(
                        "first_loss",
                        "first_mae",
                        "loss",
                        "second_loss",
                        "val_first_loss",
                        "val_first_mae",
                        "val_loss",
                        "val_second_loss")),
                new TreeSet<>(history.metrics().keySet()));
    }

    @Test
    void areSavedAndLoaded(@TempDir Path folder) {
        Model model = named();
        model.compile(new Compile("sgd", Map.of("first", "mse", "second", "mae")));
        model.save(folder.resolve("m.cornet").toString());
        Model loaded = Model.load(folder.resolve("m.cornet").toString());
        assertEquals(List.of("first", "second"), loaded.outputNames());
        assertEquals(model.metricsNames(), loaded.metricsNames());
        assertArrayEquals(
                model.predict(List.of(X), new Predict()).get(1).toArray(),
                loaded.predict(List.of(X), new Predict()).get(1).toArray());
    }

    /** As in Keras, whose {@code output_names} are then ["split", "split"]. */
    @Test
    void outputsOfOneLayerHaveItsNameByDefault() {
        Model model = new Model(List.of(x), outputs);
        assertEquals(List.of("split", "split"), model.outputNames());
        model.compile(new Compile("sgd", List.of("mse", "mae")).metrics(Map.of("split", List.of("mae"))));
        assertEquals(List.of("loss", "split_loss", "split_loss_1", "split_mae", "split_mae_1"), model.metricsNames());
        String hint =
                " Outputs of one layer have its name; give each another, by new Model(inputs, Map.of(\"first\", a,"
                        + " \"second\", b)).";
        assertEquals(
                "compile: loss names the output \"split_1\", but the model's outputs are split, split." + hint,
                assertThrows(
                                OptionException.class,
                                () -> model.compile(new Compile("sgd", Map.of("split", "mse", "split_1", "mae"))))
                        .getMessage());
        assertEquals(
                "Functional: perOutput wants a value for each of the outputs split, split, got split." + hint,
                assertThrows(OptionException.class, () -> model.perOutput(Map.of("split", Y)))
                        .getMessage());
    }

    @Test
    void wrongNamesAreRefused() {
        assertEquals(
                "Functional: perOutput wants a value for each of the outputs first, second, got first, third.",
                assertThrows(OptionException.class, () -> named().perOutput(Map.of("first", Y, "third", Y)))
                        .getMessage());
        assertEquals(
                "compile: loss names the output \"third\", but the model's outputs are first, second.",
                assertThrows(OptionException.class, () -> named().compile(new Compile("sgd", Map.of("third", "mse"))))
                        .getMessage());
        assertThrows(CornetException.class, () -> new Model(x, Map.of()));
        Symbol other = Input.of(3);
        assertThrows(CornetException.class, () -> new Model(x, Map.of("y", other.then(new Dense(1)))));
    }
}
