package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.metrics.AUC;
import dev.cornet.metrics.CosineSimilarity;
import dev.cornet.metrics.Direction;
import dev.cornet.metrics.MeanAbsoluteError;
import dev.cornet.metrics.MeanMetric;
import dev.cornet.models.Callback;
import dev.cornet.models.Compile;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The direction in which a monitored value is better: that of its loss or metric, independent of its name. */
final class MonitoredDirectionTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
    private static final Tensor Y = Tensor.of(new float[] {2, 4, 6, 8}, 4, 1);

    /** A metric to be maximized; some tests give it a name with "loss" or "error". */
    private static final class Sum extends MeanMetric<Sum> {
        @Override
        protected void values(Tensor target, Tensor prediction, double[] v) {
            for (int i = 0; i < prediction.size(); i++) {
                v[i] = prediction.data()[prediction.offset() + i];
            }
        }

        @Override
        public Direction direction() {
            return Direction.MAXIMIZE;
        }
    }

    /** A model of two outputs; in training both losses decrease and both outputs increase. */
    private static Model model() {
        Symbol in = Input.of(1);
        Model model = new Model(
                List.of(in),
                List.of(
                        in.then(new Dense(1).kernelInitializer("zeros").named("accent")),
                        in.then(new Dense(1).kernelInitializer("zeros").named("val_f1"))));
        model.compile(new Compile(new SGD(0.01), "mse")
                .metrics(Map.of(
                        "accent", List.of(new Sum().named("error_loss"), new MeanAbsoluteError().named("auc")),
                        "val_f1", List.of(new Sum(), new CosineSimilarity())))
                .weightedMetrics(List.of(new MeanAbsoluteError().named("auc")), List.of(new AUC())));
        return model;
    }

    @ParameterizedTest
    @CsvSource({
        "loss, MINIMIZE",
        "val_loss, MINIMIZE",
        "accent_loss, MINIMIZE",
        "val_accent_loss, MINIMIZE",
        "val_f1_loss, MINIMIZE",
        "val_val_f1_loss, MINIMIZE",
        "accent_error_loss, MAXIMIZE",
        "val_accent_error_loss, MAXIMIZE",
        "val_accent_auc, MINIMIZE",
        "accent_weighted_auc, MINIMIZE",
        "val_f1_sum, MAXIMIZE",
        "val_val_f1_cosine_similarity, MAXIMIZE",
        "val_f1_auc, MAXIMIZE"
    })
    void directionIsThatOfTheLossOrMetric(String name, Direction direction) {
        assertEquals(Optional.of(direction), model().direction(name));
    }

    @ParameterizedTest
    @CsvSource({"accuracy", "val_accuracy", "error_loss", "f1_loss", "val_", "learning_rate", "val_val_loss"})
    void directionIsUnknownForOtherNames(String name) {
        assertEquals(Optional.empty(), model().direction(name));
        for (Callback callback : List.of(
                new EarlyStopping().monitor(name),
                new ReduceLROnPlateau().monitor(name),
                new ModelCheckpoint("x.cornet").monitor(name).saveBestOnly(true))) {
            String message = assertThrows(OptionException.class, () -> fit(model(), 1, callback))
                    .getMessage();
            assertTrue(
                    message.contains("there is no metric \"" + name + "\"") && message.contains("mode(\"min\")"),
                    message);
        }
    }

    private static History fit(Model model, int epochs, Callback... callbacks) {
        return model.fit(
                List.of(X),
                List.of(Y, Y),
                new Fit()
                        .epochs(epochs)
                        .validationData(List.of(X), List.of(Y, Y), List.of())
                        .verbose(0)
                        .callbacks(callbacks));
    }

    @ParameterizedTest
    @CsvSource({"val_accent_loss", "accent_error_loss", "val_f1_loss", "val_accent_auc", "accent_weighted_auc"})
    void improvingValuesDoNotStopTraining(String name) {
        assertEquals(
                20,
                fit(model(), 20, new EarlyStopping().monitor(name).patience(2)).epochCount());
        ReduceLROnPlateau reduce =
                new ReduceLROnPlateau().monitor(name).patience(1).minDelta(0);
        Model model = model();
        fit(model, 6, reduce);
        assertEquals(0.01, model.optimizer().learningRate());
    }

    @Test
    void theBestModelIsSaved(@TempDir Path folder) {
        Path best = folder.resolve("{epoch}.cornet");
        fit(
                model(),
                3,
                new ModelCheckpoint(best.toString())
                        .monitor("accent_error_loss")
                        .saveBestOnly(true));
        assertTrue(Files.exists(folder.resolve("3.cornet")));
    }

    @Test
    void valuesAddedByCallbacksNeedAMode() {
        Callback addsMetric =
                new LambdaCallback().onEpochEnd((epoch, logs) -> logs.put("val_accuracy_of_mine", 1.0 / (epoch + 1)));
        EarlyStopping maximizing =
                new EarlyStopping().monitor("val_accuracy_of_mine").mode("max").patience(2);
        assertEquals(3, fit(model(), 9, addsMetric, maximizing).epochCount());
        EarlyStopping minimizing =
                new EarlyStopping().monitor("val_accuracy_of_mine").mode("min").patience(2);
        assertEquals(9, fit(model(), 9, addsMetric, minimizing).epochCount());
    }
}
