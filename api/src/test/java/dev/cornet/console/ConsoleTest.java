package dev.cornet.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private static final String END = System.lineSeparator();

    private final PrintStream standard = System.out;
    private final PrintStream errors = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream captured = new PrintStream(written, true, StandardCharsets.UTF_8);

    @AfterEach
    void restore() {
        System.setOut(standard);
        System.setErr(errors);
        Console.set(standard, false);
        Console.onWarning(Console::toStandardError);
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void warningsGoToTheCurrentStandardError() {
        System.setErr(captured);
        Console.warn("nothing is trainable");
        assertEquals("Cornet warning: nothing is trainable" + END, written());
    }

    @Test
    void controlCharactersInWarningsAreEscaped() {
        List<String> texts = new ArrayList<>();
        Console.onWarning(texts::add);
        Console.warn("log.csv has no column [\u001b[31mloss\r]\n  \u202eö");
        assertEquals(List.of("log.csv has no column [\\u001b[31mloss\\u000d]\n  \\u202eö"), texts);
    }

    @Test
    void warningsCanBeRedirectedOrSilenced() {
        System.setErr(captured);
        List<String> texts = new ArrayList<>();
        Console.onWarning(texts::add);
        Console.warn("a");
        Console.onWarning(text -> {});
        Console.warn("b");
        assertEquals(List.of("a"), texts);
        assertEquals("", written());
    }

    @Test
    void warnOnceDoesNotRepeatAText() {
        List<String> texts = new ArrayList<>();
        Console.onWarning(texts::add);
        for (int i = 0; i < 3; i++) {
            Console.warnOnce("a");
            Console.warnOnce("b");
        }
        assertEquals(List.of("a", "b"), texts);
        Console.onWarning(texts::add);
        Console.warnOnce("a");
        assertEquals(List.of("a", "b", "a"), texts, "a new consumer gets each text again");
    }

    @Test
    void aWarningIsWrittenBelowAProgressLineOnATerminal() {
        System.setErr(captured);
        Console.set(captured, true);
        Console.print("1/2", false);
        Console.warn("slow");
        Console.print("2/2", true);
        assertEquals("1/2" + END + "Cornet warning: slow" + END + "2/2" + END, written());
    }

    @Test
    void everythingElseGoesToOneStream() {
        Console.set(captured, false);
        Console.println("Found 2 images.");
        Console.stream().print("summary");
        assertEquals("Found 2 images." + END + "summary", written());
        assertFalse(Console.isTerminal());
    }

    @Test
    void coloursAreUsedOnTerminalsThatSupportThem() {
        assertTrue(Console.supportsColours(Map.of("TERM", "xterm-256color"), "Linux"));
        assertFalse(Console.supportsColours(Map.of("TERM", "dumb"), "Linux"));
        assertFalse(Console.supportsColours(Map.of(), "Linux"));
        assertFalse(Console.supportsColours(Map.of("TERM", "xterm", "NO_COLOR", "1"), "Mac OS X"));
        assertTrue(Console.supportsColours(Map.of("WT_SESSION", "x"), "Windows 11"));
        assertFalse(Console.supportsColours(Map.of(), "Windows 10"));
    }
}
