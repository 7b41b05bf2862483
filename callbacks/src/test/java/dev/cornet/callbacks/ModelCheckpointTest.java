package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.error.OptionException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCheckpointTest {
    @Test
    void fillsTheFieldsOfTheFileNameAsPythonDoes() {
        ModelCheckpoint checkpoint = new ModelCheckpoint("best-{epoch:02d}-{val_loss:.2f}-{accuracy:.4f}.cornet");
        checkpoint.onEpochBegin(6, Map.of());
        assertEquals(
                "best-07-0.13-0.9876.cornet", checkpoint.fileName(-1, Map.of("val_loss", 0.126, "accuracy", 0.98764)));
    }

    @Test
    void namesAFieldThatIsNotThere() {
        ModelCheckpoint checkpoint = new ModelCheckpoint("{val_auc:.2f}.cornet");
        String message = assertThrows(OptionException.class, () -> checkpoint.fileName(-1, Map.of("loss", 1.0)))
                .getMessage();
        assertTrue(message.contains("{val_auc}") && message.contains("loss"), message);
    }

    @Test
    void refusesAFigureWhoseNameTellsNoDirection() {
        assertTrue(Directions.isUp("ModelCheckpoint", "val_accuracy"));
        assertTrue(!Directions.isUp("ModelCheckpoint", "val_loss"));
        assertThrows(OptionException.class, () -> Directions.isUp("ModelCheckpoint", "val_profit"));
    }
}
