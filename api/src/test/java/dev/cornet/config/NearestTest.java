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
    void takesTwoSwappedLettersForOneMistake() {
        assertEquals("relu", Nearest.of("rleu", KNOWN));
        assertEquals("adam", Nearest.of("adma", KNOWN));
        assertEquals("mse", Nearest.of("mes", List.of("mae", "mape", "mse")));
    }

    @Test
    void prefersTheNameThatBeginsAlike() {
        assertEquals("mae", Nearest.of("maee", List.of("mape", "mae", "male")));
    }

    @Test
    void findsNamesThatHoldAllWords() {
        List<String> known = List.of("he_normal", "he_uniform", "heaviside", "sparse_categorical_crossentropy", "ones");
        assertEquals(List.of("he_normal", "he_uniform"), Nearest.withWordsOf("he", known));
        assertEquals(List.of("sparse_categorical_crossentropy"), Nearest.withWordsOf("SparseCrossentropy", known));
        assertEquals(List.of("sparse_categorical_crossentropy"), Nearest.withWordsOf("cross_entropy", known));
        assertEquals(List.of(), Nearest.withWordsOf("", known));
    }

    @Test
    void guessesNothingWhereTooMuchDiffers() {
        assertNull(Nearest.of("tanh", KNOWN));
        assertNull(Nearest.of("x", KNOWN));
        assertNull(Nearest.of("", KNOWN));
    }
}
