package dev.cornet.preprocessing.text;

import static dev.cornet.preprocessing.text.TextCases.assertRefused;
import static dev.cornet.preprocessing.text.TextCases.strings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.OptionException;
import dev.cornet.golden.GoldenCase;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class TextVectorizationTest {
    @TextGoldens("TextVectorization")
    void agreesWithKeras(GoldenCase golden) {
        JsonNode tree = golden.tree();
        TextVectorization layer = withOptions(tree);
        layer.adapt(strings(tree.get("fit")));
        assertEquals(strings(tree.get("vocabulary")), layer.getVocabulary());
        TextCases.assertTensor(tree.get("output"), layer.apply(strings(tree.get("ask"))), golden.name());
    }

    @TextGoldens("Vocabulary")
    void setsVocabulariesAsKeras(GoldenCase golden) {
        JsonNode tree = golden.tree();
        TextVectorization layer = withOptions(tree);
        JsonNode weights = tree.get("idf_weights");
        List<String> vocabulary = strings(tree.get("given"));
        Executable setVocabulary = () -> {
            if (weights.isNull()) {
                layer.vocabulary(vocabulary);
            } else {
                layer.vocabulary(
                        vocabulary,
                        StreamSupport.stream(weights.spliterator(), false)
                                .mapToDouble(JsonNode::asDouble)
                                .toArray());
            }
            layer.apply(strings(tree.get("ask"))); // this refuses tf_idf without weights
        };
        if (tree.get("refused").asBoolean()) {
            assertTrue(assertThrows(OptionException.class, setVocabulary)
                    .getMessage()
                    .startsWith("TextVectorization: "));
            return;
        }
        assertDoesNotThrow(setVocabulary);
        assertEquals(strings(tree.get("vocabulary")), layer.getVocabulary());
        TextCases.assertTensor(tree.get("output"), layer.apply(strings(tree.get("ask"))), golden.name());
        if (!weights.isNull()) {
            TextVectorization copy =
                    new TextVectorization().outputMode("tf_idf").vocabulary(layer.getVocabulary(), layer.idfWeights());
            TextCases.assertTensor(tree.get("output"), copy.apply(strings(tree.get("ask"))), golden.name());
        }
    }

    @Test
    void theOutputModeMayBeSetAfterTheVocabulary() {
        List<String> all = List.of("[UNK]", "a", "b");
        TextVectorization layer = new TextVectorization().vocabulary(all).outputMode("count");
        assertEquals(all, layer.getVocabulary());
        assertArrayEquals(new float[] {1, 1, 0}, layer.apply(List.of("x a")).toArray());
    }

    @Test
    void adaptIgnoresSpecialTokens() {
        TextVectorization layer = new TextVectorization().standardize("none");
        layer.adapt(List.of("[UNK] [UNK] a"));
        assertEquals(List.of("", "[UNK]", "a"), layer.getVocabulary());
    }

    private static TextVectorization withOptions(JsonNode tree) {
        TextVectorization layer = new TextVectorization();
        TextCases.options(tree, (option, value) -> set(layer, option, value));
        return layer;
    }

    private static void set(TextVectorization layer, String option, JsonNode value) {
        switch (option) {
            case "max_tokens" -> layer.maxTokens(value.asInt());
            case "standardize" -> layer.standardize(value.isNull() ? "none" : value.asText());
            case "split" -> layer.split(value.asText());
            case "ngrams" -> layer.ngrams(value.isArray() ? TextCases.ints(value) : new int[] {value.asInt()});
            case "output_mode" -> layer.outputMode(value.asText());
            case "output_sequence_length" -> layer.outputSequenceLength(value.asInt());
            default -> layer.padToMaxTokens(value.asBoolean());
        }
    }

    @Test
    void setsAVocabulary() {
        TextVectorization words = new TextVectorization().vocabulary(List.of("un", "avocat"));
        assertEquals(List.of("", "[UNK]", "un", "avocat"), words.getVocabulary());
        assertEquals(4, words.vocabularySize());
        assertArrayEquals(
                new float[] {1, 2, 3}, words.apply(List.of("Mange un avocat!")).toArray());
    }

    @Test
    void refusesInvalidUse() {
        TextVectorization layer = new TextVectorization();
        assertRefused(
                "TextVectorization: there is no vocabulary yet. Call adapt or vocabulary first.",
                () -> layer.apply(List.of("a")));
        assertRefused("TextVectorization: max_tokens must be 2 or more, got 1", () -> layer.maxTokens(1));
        assertRefused(
                "TextVectorization: split must be one of whitespace, character, none, got \"words\"",
                () -> layer.split("words"));
        assertRefused("TextVectorization: ngrams must be positive, got [0]", () -> layer.ngrams(0));
        assertRefused(
                "TextVectorization: the vocabulary has \"a\" twice; give it once",
                () -> layer.vocabulary(List.of("a", "b", "a")));
        assertRefused(
                "TextVectorization: the vocabulary has 2 tokens, but max_tokens leaves room for 1. Give fewer tokens, or a larger max_tokens.",
                () -> new TextVectorization().maxTokens(3).vocabulary(List.of("a", "b")));
        assertRefused(
                "TextVectorization: tf_idf needs to know how many texts have a word. Set outputMode(\"tf_idf\") before adapt, or give"
                        + " vocabulary(tokens, idfWeights).",
                () -> new TextVectorization()
                        .outputMode("tf_idf")
                        .vocabulary(List.of("a"))
                        .apply(List.of("a")));
    }
}
