package dev.cornet.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class DidYouMeanTest {
    private static final List<String> KNOWN =
            List.of("adam", "adamw", "relu", "relu6", "sparse_categorical_accuracy", "sgd");

    @Test
    void findsANameWithOneWrongMissingOrAdditionalLetter() {
        assertEquals("relu", DidYouMean.of("rely", KNOWN));
        assertEquals("relu", DidYouMean.of("rel", KNOWN));
        assertEquals("relu", DidYouMean.of("rellu", KNOWN));
    }

    @Test
    void ignoresCaseAndUnderscores() {
        assertEquals("relu6", DidYouMean.of("ReLU_6", KNOWN));
        assertEquals("sparse_categorical_accuracy", DidYouMean.of("SparseCategorialAccuracy", KNOWN));
    }

    @Test
    void countsTwoSwappedLettersAsOneError() {
        assertEquals("relu", DidYouMean.of("rleu", KNOWN));
        assertEquals("adam", DidYouMean.of("adma", KNOWN));
        assertEquals("mse", DidYouMean.of("mes", List.of("mae", "mape", "mse")));
    }

    @Test
    void prefersTheNameWithTheLongerCommonPrefix() {
        assertEquals("mae", DidYouMean.of("maee", List.of("mape", "mae", "male")));
    }

    @Test
    void findsNamesThatContainAllWords() {
        List<String> known = List.of("he_normal", "he_uniform", "heaviside", "sparse_categorical_crossentropy", "ones");
        assertEquals(List.of("he_normal", "he_uniform"), DidYouMean.withWordsOf("he", known));
        assertEquals(List.of("sparse_categorical_crossentropy"), DidYouMean.withWordsOf("SparseCrossentropy", known));
        assertEquals(List.of("sparse_categorical_crossentropy"), DidYouMean.withWordsOf("cross_entropy", known));
        assertEquals(List.of(), DidYouMean.withWordsOf("", known));
    }

    @Test
    void suggestsNothingIfTooManyLettersDiffer() {
        assertNull(DidYouMean.of("tanh", KNOWN));
        assertNull(DidYouMean.of("x", KNOWN));
        assertNull(DidYouMean.of("", KNOWN));
    }
}
