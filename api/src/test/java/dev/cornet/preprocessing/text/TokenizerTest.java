package dev.cornet.preprocessing.text;

import static dev.cornet.preprocessing.text.TextCases.assertTensor;
import static dev.cornet.preprocessing.text.TextCases.strings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.golden.GoldenCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TokenizerTest {
    @TextGoldens("Tokenizer")
    void agreesWithKeras(GoldenCase golden) {
        JsonNode tree = golden.tree();
        Tokenizer tokenizer = withOptions(tree);
        List<String> fit = strings(tree.get("fit"));
        tokenizer.fitOnTexts(fit.subList(0, 2));
        tokenizer.fitOnTexts(fit.subList(2, fit.size()));
        assertEquals(TextCases.counts(tree.get("word_index")), tokenizer.wordIndex());
        assertEquals(TextCases.counts(tree.get("word_counts")), tokenizer.wordCounts());
        assertEquals(
                List.copyOf(TextCases.counts(tree.get("word_counts")).keySet()),
                List.copyOf(tokenizer.wordCounts().keySet()));
        assertEquals(TextCases.counts(tree.get("word_docs")), tokenizer.wordDocs());
        assertEquals(tree.get("document_count").asInt(), tokenizer.documentCount());
        List<String> ask = strings(tree.get("ask"));
        List<int[]> sequences = tokenizer.textsToSequences(ask);
        List<int[]> longerSequences = new ArrayList<>();
        for (int n = 0; n < ask.size(); n++) {
            int[] expected = TextCases.ints(tree.get("sequences").get(n));
            assertArrayEquals(expected, sequences.get(n));
            int[] longer = Arrays.copyOf(expected, expected.length + 3);
            longer[expected.length + 1] = 3;
            longer[expected.length + 2] = 500;
            longerSequences.add(longer);
        }
        assertEquals(strings(tree.get("texts")), tokenizer.sequencesToTexts(longerSequences));
        tree.get("matrix")
                .fields()
                .forEachRemaining(mode ->
                        assertTensor(mode.getValue(), tokenizer.textsToMatrix(ask, mode.getKey()), mode.getKey()));
    }

    private static Tokenizer withOptions(JsonNode tree) {
        Tokenizer tokenizer = new Tokenizer();
        TextCases.options(tree, (option, value) -> {
            switch (option) {
                case "num_words" -> tokenizer.numWords(value.asInt());
                case "oov_token" -> tokenizer.oovToken(value.asText());
                case "lower" -> tokenizer.lower(value.asBoolean());
                case "filters" -> tokenizer.filters(value.asText());
                case "split" -> tokenizer.split(value.asText());
                default -> tokenizer.charLevel(value.asBoolean());
            }
        });
        return tokenizer;
    }

    @Test
    void indexesTheWordsOfASentence() {
        Tokenizer tokenizer = new Tokenizer();
        tokenizer.fitOnTexts(List.of("Je mange un avocat"));
        assertEquals(Map.of("je", 1, "mange", 2, "un", 3, "avocat", 4), tokenizer.wordIndex());
    }

    @Test
    void refusesInvalidUse() {
        TextCases.assertRefused("Tokenizer: numWords must be 1 or more, got 0", () -> new Tokenizer().numWords(0));
        TextCases.assertRefused("split must be one character or more, got \"\"", () -> new Tokenizer().split(""));
        TextCases.assertRefused(
                "Tokenizer: no words are known yet. Call fitOnTexts first.",
                () -> new Tokenizer().textsToSequences(List.of("a")));
        Tokenizer fitted = new Tokenizer();
        fitted.fitOnTexts(List.of("a"));
        String message = assertThrows(CornetException.class, () -> fitted.textsToMatrix(List.of("a"), "sum"))
                .getMessage();
        assertEquals("Tokenizer: mode must be \"binary\", \"count\", \"freq\" or \"tfidf\", got \"sum\"", message);
    }
}
