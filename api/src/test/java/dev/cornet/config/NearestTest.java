package dev.cornet.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KNOWN =
            List.of("adam", "adamw", "relu", "relu6", "sparse_categorical_accuracy", "sgd");

    @Test
    void findsANameWithALetterWrongMissingOrTooMany() {
        assertEquals("relu", Nearest.of("rely", KNOWN));
        assertEquals("relu", Nearest.of("rel", KNOWN));
        assertEquals("relu", Nearest.of("rellu", KNOWN));
    }

    @Test
    void looksPastCapitalsAndUnderlines() {
        assertEquals("relu6", Nearest.of("ReLU_6", KNOWN));
        assertEquals("sparse_categorical_accuracy", Nearest.of("SparseCategorialAccuracy", KNOWN));
    }

    @Test
    void guessesNothingWhereTooMuchDiffers() {
        assertNull(Nearest.of("tanh", KNOWN));
        assertNull(Nearest.of("x", KNOWN));
        assertNull(Nearest.of("", KNOWN));
    }
}
