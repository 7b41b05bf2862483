package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.console.Console;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of EarlyStopping. {@link KerasCallbacksTest} compares its decisions with Keras'. */
class EarlyStoppingTest {
    @Test
    void refusesAnUnknownMode() {
        assertEquals(
                "EarlyStopping: mode must be \"min\", \"max\" or \"auto\", got \"most\"",
                assertThrows(OptionException.class, () -> new EarlyStopping().mode("most"))
                        .getMessage());
    }

    @Test
    void refusesANegativePatience() {
        assertEquals(
                "EarlyStopping: patience must not be negative, got -1",
                assertThrows(OptionException.class, () -> new EarlyStopping().patience(-1))
                        .getMessage());
    }

    @Test
    void warnsOnceAboutAMissingMetric() {
        List<String> warnings = new ArrayList<>();
        Console.onWarning(warnings::add);
        try {
            Sequential model = new Sequential(new Dense(1).inputShape(1));
            model.compile("sgd", "mse");
            Tensor x = Tensor.zeros(2, 1);
            model.fit(x, x, new Fit().epochs(3).verbose(0).callbacks(new EarlyStopping()));
        } finally {
            Console.onWarning(Console::toStandardError);
        }
        assertEquals(
                List.of(
                        "EarlyStopping: there is no metric \"val_loss\" to watch, only [loss]; training goes on to its last epoch."),
                warnings);
    }

    @Test
    void namesInvalidEntriesOfACheckpoint() {
        Map<String, String> state = Map.of("best", "0.5", "best_epoch", "two");
        assertEquals(
                "the checkpoint's part for EarlyStopping: \"best_epoch\" must be a whole number, 0 or more, got \"two\"",
                assertThrows(ModelFormatException.class, () -> new EarlyStopping().restore(state, Map.of()))
                        .getMessage());
        assertEquals(
                "the checkpoint's part for EarlyStopping: \"best_epoch\" must be there, but is missing",
                assertThrows(ModelFormatException.class, () -> new EarlyStopping().restore(Map.of(), Map.of()))
                        .getMessage());
    }
}
