package dev.cornet.training;

import dev.cornet.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The text that is written to the console, collected for a test; closing it sets the console back. */
public final class WrittenText implements AutoCloseable {
    private final PrintStream before = Console.stream();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    public void collect(boolean terminal, boolean colours) {
        Console.set(new PrintStream(written, true, StandardCharsets.UTF_8), terminal);
        Console.colours(colours);
    }

    /** Returns what was written since the last call. */
    public String next() {
        String text = written.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        written.reset();
        return text;
    }

    @Override
    public void close() {
        Console.set(before, false);
        Console.colours(false);
    }
}
