package dev.cornet.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.cornet.console.Console;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void restoreWarnings() {
        Console.onWarning(Console::toStandardError);
    }

    private record Failing(Throwable cause) implements BackendProvider {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public Backend open() {
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause.getMessage());
        }
    }

    @Test
    void aBackendThatFailsToOpenIsReplacedByPlainJava() {
        Console.onWarning(warnings::add);
        List<Throwable> causes = List.of(
                new IllegalStateException("no library"),
                new UnsatisfiedLinkError("no symbol"),
                new OutOfMemoryError("unable to create native thread"));
        for (Throwable cause : causes) {
            assertInstanceOf(JavaBackend.class, Backends.choose("", List.of(new Failing(cause))));
        }
        assertEquals(
                "failing cannot be used, computing in plain Java (many times slower): unable to create native thread",
                warnings.get(2));
    }
}
