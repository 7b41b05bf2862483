package dev.cornet.preprocessing.text;

import static dev.cornet.preprocessing.text.TextCases.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextsTest {
    private final JsonNode tree = GoldenCase.read("texts", "texts").tree();

    @Test
    void wordsAndHashesAreThoseOfKeras() {
        for (int i = 0; i < tree.get("texts").size(); i++) {
            String text = tree.get("texts").get(i).asText();
            assertEquals(TextCases.strings(tree.get("words").get(i)), Texts.textToWordSequence(text));
            int[] hashes = TextCases.ints(tree.get("hashes").get(i));
            assertArrayEquals(hashes, Texts.hashingTrick(text, tree.get("n").asInt()));
            assertArrayEquals(hashes, Texts.oneHot(text, tree.get("n").asInt()));
        }
    }

    @Test
    void padsAsKeras() {
        List<int[]> sequences = new ArrayList<>();
        tree.get("sequences").forEach(s -> sequences.add(TextCases.ints(s)));
        for (JsonNode pad : tree.get("pads")) {
            JsonNode o = pad.get("options");
            int maxlen = o.path("maxlen").asInt(5);
            String padding = o.path("padding").asText("pre");
            String truncating = o.path("truncating").asText("pre");
            TextCases.assertTensor(
                    pad.get("output"),
                    Texts.padSequences(
                            sequences,
                            maxlen,
                            padding,
                            truncating,
                            o.path("value").asDouble()),
                    o.toString());
        }
        TextCases.assertTensor(tree.get("pads").get(0).get("output"), Texts.padSequences(sequences), "longest");
        TextCases.assertTensor(tree.get("pads").get(1).get("output"), Texts.padSequences(sequences, 4), "maxlen");
        assertEquals(Shape.of(0, 0), Texts.padSequences(List.of()).shape());
    }

    @Test
    void refusesInvalidOptions() {
        List<int[]> one = List.of(new int[] {1});
        assertRefused(
                "padding must be \"pre\" or \"post\", got \"left\"",
                () -> Texts.padSequences(one, 3, "left", "pre", 0));
        assertRefused("maxlen must be 0 or more, got -1", () -> Texts.padSequences(one, -1));
        assertRefused("n must be 2 or more, got 1", () -> Texts.hashingTrick("a", 1));
    }
}
