package dev.cornet.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which exception is thrown if code, its closing, or both fail. */
class ClosingTest {
    private final IllegalStateException failure = new IllegalStateException("read");
    private final IllegalStateException second = new IllegalStateException("closed");

    private static Runnable throwing(RuntimeException e) {
        return () -> {
            throw e;
        };
    }

    @Test
    void closesAfterTheCode() {
        List<String> calls = new ArrayList<>();
        int result = Closing.after(() -> calls.size() + 7, () -> calls.add("close"));
        assertEquals(7, result);
        assertEquals(List.of("close"), calls);
    }

    @Test
    void closesAfterAFailure() {
        List<String> calls = new ArrayList<>();
        Runnable close = () -> calls.add("close");
        assertSame(failure, assertThrows(IllegalStateException.class, () -> Closing.after(throwing(failure), close)));
        assertEquals(List.of("close"), calls);
    }

    @Test
    void throwsAFailureToClose() {
        Runnable code = () -> {};
        assertSame(second, assertThrows(IllegalStateException.class, () -> Closing.after(code, throwing(second))));
    }

    @Test
    void keepsBothFailures() {
        Throwable thrown =
                assertThrows(IllegalStateException.class, () -> Closing.after(throwing(failure), throwing(second)));
        assertSame(failure, thrown);
        assertArrayEquals(new Throwable[] {second}, thrown.getSuppressed());
    }

    /** A try-with-resources statement throws "Self-suppression not permitted" here. */
    @Test
    void throwsTheSameFailureOnce() {
        Throwable thrown =
                assertThrows(IllegalStateException.class, () -> Closing.after(throwing(failure), throwing(failure)));
        assertSame(failure, thrown);
        assertEquals(0, thrown.getSuppressed().length);
    }
}
