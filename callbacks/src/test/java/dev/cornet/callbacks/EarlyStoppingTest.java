package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.error.ModelFormatException;
import dev.cornet.error.OptionException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What it does with figures is compared with Keras in {@link KerasCallbacksTest}. */
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
    void namesWhatIsWrongInACheckpoint() {
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
