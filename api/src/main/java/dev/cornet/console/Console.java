package dev.cornet.console;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where Cornet writes what is meant for the user. Progress, summaries, messages of callbacks and notices of data sources and downloads
 * go to standard output; warnings go to standard error, a line each that begins with {@code Cornet warning: }. Neither needs a logging
 * binding. Both can be sent elsewhere:
 *
 * <pre>{@code
 * Console.set(new PrintStream(OutputStream.nullOutputStream()), false); // no progress
 * Console.onWarning(text -> log.warn(text));                            // warnings to a logger
 * Console.onWarning(text -> {});                                        // no warnings
 * }</pre>
 */
public final class Console {
    private static final String PREFIX = "Cornet warning: ";
    /** Texts remembered for {@link #warnOnce}; beyond, they may be repeated. */
    private static final int REMEMBERED = 1000;

    private static final Set<String> SAID = new HashSet<>();

    /** Null for {@code System.out}, whichever stream that is at the time. */
    private static volatile @Nullable PrintStream stream;

    private static volatile Consumer<String> warnings = Console::toStandardError;
    private static volatile boolean terminal = System.console() != null;
    private static volatile boolean colours = takesColours(System.getenv(), System.getProperty("os.name", ""));

    private static volatile boolean lineIsOpen;

    private Console() {}

    /**
     * Sends everything but warnings to {@code stream}; {@code PrintStream(OutputStream.nullOutputStream())} silences it.
     *
     * @param terminal whether a line can be written over
     */
    public static void set(PrintStream stream, boolean terminal) {
        Console.stream = stream;
        Console.terminal = terminal;
    }

    /** Sends warnings to {@code taker}, as text without a prefix; {@code text -> {}} silences them. */
    public static void onWarning(Consumer<String> taker) {
        if (taker == null) {
            throw new IllegalArgumentException(
                    "Console.onWarning: the argument taker must not be null; text -> {} silences warnings");
        }
        synchronized (SAID) {
            SAID.clear();
        }
        warnings = taker;
    }

    /** Writes a warning to standard error, which is where warnings go by default: {@code onWarning(Console::toStandardError)}. */
    public static void toStandardError(String text) {
        if (lineIsOpen && terminal) {
            print("", true); // both streams end on one screen
        }
        System.err.println(PREFIX + text);
    }

    /** Tells the user that something is probably not as it was meant; the program goes on. Control characters are written as numbers. */
    public static void warn(String text) {
        warnings.accept(Printable.of(text));
    }

    /** Like {@link #warn}, but each text once in a process: for what would be repeated at every call or epoch. */
    public static void warnOnce(String text) {
        boolean isNew;
        synchronized (SAID) {
            isNew = SAID.size() < REMEMBERED ? SAID.add(text) : !SAID.contains(text);
        }
        if (isNew) {
            warn(text);
        }
    }

    /** Whether terminals get colours; by default where they show them and the variable NO_COLOR of the environment is not set. */
    public static void colours(boolean on) {
        colours = on;
    }

    /** The stream in use for all but warnings. */
    public static PrintStream stream() {
        PrintStream own = stream;
        return own == null ? System.out : own;
    }

    /** Writes a line; when a progress line stands half drawn, below it. */
    public static void println(String line) {
        String before = lineIsOpen ? System.lineSeparator() : "";
        lineIsOpen = false;
        stream().println(before + line);
    }

    /** Writes a piece of a progress line, which {@code ends} or is still to be written over. */
    public static void print(String text, boolean ends) {
        lineIsOpen = !ends;
        PrintStream out = stream();
        out.print(ends ? text + System.lineSeparator() : text);
        out.flush();
    }

    /** Whether a line can be written over. */
    public static boolean isTerminal() {
        return terminal;
    }

    /** Whether colours are wanted and can be seen. */
    public static boolean showsColours() {
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
    public static boolean drawsBoxes() {
        CharsetEncoder encoder = Charset.defaultCharset().newEncoder();
        String own =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        return encoder.canEncode('━')
                && (own.equalsIgnoreCase("UTF-8") || System.getProperty("stdout.encoding") == null);
    }
}
