package dev.cornet.exceptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.models.Model;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class CornetExceptionTest {
    @Test
    void controlCharactersAreEscaped() {
        String message = "a \u001b[31mred\r word\u0000, \u202eturned around, \u0085 and\u2028lines\n  é ü 数 😀 stay";
        assertEquals(
                "a \\u001b[31mred\\u000d word\\u0000, \\u202eturned around, \\u0085 and\\u2028lines\n  é ü 数 😀 stay",
                new CornetException(message).getMessage());
        assertEquals("\\u0007", new DataException("\u0007", new IllegalStateException()).getMessage());
        assertEquals(
                "x\n  \\u0008\nMake the model with the layers and options of the one that was saved.",
                ModelFormatException.mismatch("", List.of("\b"))
                        .getMessage()
                        .replace("the weights are not those of the model:", "x"));
    }

    @Test
    void longMessagesAreShortenedInTheMiddle() {
        String message = new CornetException("begins" + "x".repeat(10_000_000) + "ends").getMessage();
        assertTrue(message.length() < 3100, message);
        assertTrue(message.startsWith("beginsx") && message.endsWith("xends"));
        assertTrue(message.contains("characters are left out) … x"));
    }

    @Test
    void theMessageMayBeNull() {
        assertNull(new CornetException(null).getMessage());
    }

    @Test
    void controlCharactersFromFilesAreEscaped() {
        String json = "{\"class_name\": \"Sequential\\u001b[2J\", \"config\": {}}";
        CornetException e = Assertions.assertThrows(CornetException.class, () -> Model.fromJson(json));
        Assertions.assertTrue(e.getMessage().contains("\\u001b[2J"), e.getMessage());
    }
}
