package dev.cornet.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.cornet.exceptions.ModelFormatException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\":1}}", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "[1,]", "{a:1}", "\u0000"})
    void refusesInvalidJson(String text) {
        String message = assertThrows(ModelFormatException.class, () -> Json.parse(text, "model.json"))
                .getMessage();
        assertTrue(message.startsWith("model.json: "), message);
    }

    static Stream<String> textsThatTheParserRefusesByItsSettings() {
        return Stream.of("{}{}", "[1] 2", "\"\"\"", "[" + "1".repeat(101) + "]", "[" + "0,".repeat(2_000_000) + "0]");
    }

    @ParameterizedTest
    @MethodSource("textsThatTheParserRefusesByItsSettings")
    void namesNoClassesOfTheParser(String text) {
        String message = assertThrows(ModelFormatException.class, () -> Json.parse(text, "model.json"))
                .getMessage();
        assertFalse(message.contains("fasterxml"), message);
        assertFalse(message.contains("Constraints"), message);
        assertFalse(message.contains("Feature"), message);
    }

    @Test
    void reportsLineAndColumnOfAnError() {
        String message = assertThrows(ModelFormatException.class, () -> Json.parse("{\n  \"a\": x}", "model.json"))
                .getMessage();
        assertTrue(message.endsWith("(line 2, column 8)"), message);
    }

    @Test
    void enforcesTheLimits() {
        assertRefused("[".repeat(201) + "]".repeat(201), "depth");
        assertRefused("{\"" + "a".repeat(1025) + "\":1}", "name");
        assertRefused("[" + "0,".repeat(2_000_000) + "0]", "token");
        assertRefused("[" + "1".repeat(101) + "]", "length");
        assertRefused("\"" + "a".repeat(Limits.JSON_BYTES) + "\"", "longer than");
    }

    private static void assertRefused(String text, String word) {
        String message = assertThrows(ModelFormatException.class, () -> Json.parse(text, "json"))
                .getMessage();
        assertTrue(message.toLowerCase(java.util.Locale.ROOT).contains(word), message);
    }

    @Test
    void writesNumbersInTheShortestExactForm() {
        assertEquals("1.0E-7", Json.text(DoubleNode.valueOf(1e-7)));
        assertEquals("2.2E-322", Json.text(DoubleNode.valueOf(2.2E-322)));
        assertEquals("0.1", Json.text(DoubleNode.valueOf(0.1)));
    }

    @Test
    void readsDeepAndLongWithinTheLimits() {
        assertEquals(1, Json.parse("[".repeat(200) + "]".repeat(200), "deep").size());
        assertEquals(
                900_000, Json.parse("[" + "0,".repeat(899_999) + "0]", "long").size());
    }
}
