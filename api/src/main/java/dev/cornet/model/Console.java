package dev.cornet.model;

import dev.cornet.data.Notices;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Locale;
import java.util.Map;

/**
 * Where Cornet writes what is meant for the user: progress, summaries, messages of callbacks, notices of data sources and downloads.
 * Standard output, unless set otherwise. It is not logging.
 */
public final class Console {
    private static volatile PrintStream stream = System.out;
    private static volatile boolean terminal = System.console() != null;
    private static volatile boolean colours = takesColours(System.getenv(), System.getProperty("os.name", ""));

    private static volatile boolean lineIsOpen;

    private Console() {}

    /**
     * Sends everything to {@code stream}, what {@link Notices} tell too; {@code PrintStream(OutputStream.nullOutputStream())} silences it.
     *
     * @param terminal whether a line can be written over
     */
    public static void set(PrintStream stream, boolean terminal) {
        Console.stream = stream;
        Console.terminal = terminal;
        Notices.to(stream);
    }

    /** Whether terminals get colours; by default where they show them and the variable NO_COLOR of the environment is not set. */
    public static void colours(boolean on) {
        colours = on;
    }

    /** The stream in use. */
    public static PrintStream stream() {
        return stream;
    }

    /** Writes a line; when a progress line stands half drawn, below it. */
    public static void println(String line) {
        String before = lineIsOpen ? System.lineSeparator() : "";
        lineIsOpen = false;
        stream.println(before + line);
    }

    /** Writes a piece of a progress line, which {@code ends} or is still to be written over. */
    static void print(String text, boolean ends) {
        lineIsOpen = !ends;
        stream.print(ends ? text + System.lineSeparator() : text);
        stream.flush();
    }

    static boolean isTerminal() {
        return terminal;
    }

    static boolean showsColours() {
        return terminal && colours && drawsBoxes();
    }

    static boolean takesColours(Map<String, String> environment, String system) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        boolean windows = system.toLowerCase(Locale.ROOT).startsWith("windows");
        String kind = environment.getOrDefault("TERM", "");
        return windows
                ? environment.containsKey("WT_SESSION") || !kind.isEmpty()
                : !kind.isEmpty() && !kind.equals("dumb");
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
