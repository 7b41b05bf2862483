package dev.cornet.model;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/** Where training progress and summaries are written: standard output, unless set otherwise. It is not logging. */
public final class Console {
    private static volatile PrintStream stream = System.out;
    private static volatile boolean terminal = System.console() != null;

    private Console() {}

    /** Sends progress to {@code stream}; {@code terminal} tells whether a line can be written over. */
    public static void set(PrintStream stream, boolean terminal) {
        Console.stream = stream;
        Console.terminal = terminal;
    }

    /** The stream in use. */
    public static PrintStream stream() {
        return stream;
    }

    static boolean isTerminal() {
        return terminal;
    }

    /** True when box-drawing characters arrive whole. */
    static boolean drawsBoxes() {
        CharsetEncoder encoder = Charset.defaultCharset().newEncoder();
        String own =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        return encoder.canEncode('━')
                && (own.equalsIgnoreCase("UTF-8") || System.getProperty("stdout.encoding") == null);
    }
}
