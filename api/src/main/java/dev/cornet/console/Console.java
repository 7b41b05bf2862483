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
 * Output for the user. Progress, summaries, messages of callbacks, data sources and downloads go to standard output; warnings go to
 * standard error, one line each, with the prefix {@code Cornet warning: }. Neither needs a logging binding. Both can be redirected:
 *
 * <pre>{@code
 * Console.set(new PrintStream(OutputStream.nullOutputStream()), false); // no progress
 * Console.onWarning(text -> log.warn(text));                            // warnings to a logger
 * Console.onWarning(text -> {});                                        // no warnings
 * }</pre>
 */
public final class Console {
    private static final String PREFIX = "Cornet warning: ";
    /** The maximum number of texts that {@link #warnOnce} remembers; texts beyond it may be repeated. */
    private static final int MAX_REMEMBERED = 1000;

    private static final Set<String> WARNED = new HashSet<>();

    /** The stream that the user has set; null for the current {@code System.out}. */
    private static volatile @Nullable PrintStream stream;

    private static volatile Consumer<String> warnings = Console::toStandardError;
    private static volatile boolean terminal = System.console() != null;
    private static volatile boolean colours = supportsColours(System.getenv(), System.getProperty("os.name", ""));

    private static volatile boolean lineIsOpen;

    private Console() {}

    /**
     * Redirects everything except warnings to {@code stream}; {@code new PrintStream(OutputStream.nullOutputStream())} silences it.
     *
     * @param terminal whether the stream is a terminal, where a line can be overwritten
     */
    public static void set(PrintStream stream, boolean terminal) {
        Console.stream = stream;
        Console.terminal = terminal;
    }

    /** Redirects warnings to {@code consumer}, as text without the prefix; {@code text -> {}} silences them. */
    public static void onWarning(Consumer<String> consumer) {
        if (consumer == null) {
            throw new IllegalArgumentException(
                    "Console.onWarning: the argument consumer must not be null; text -> {} silences warnings");
        }
        synchronized (WARNED) {
            WARNED.clear();
        }
        warnings = consumer;
    }

    /** Writes a warning to standard error. This is the default: {@code onWarning(Console::toStandardError)}. */
    public static void toStandardError(String text) {
        if (lineIsOpen && terminal) {
            print("", true); // both streams share the screen: end the open progress line first
        }
        System.err.println(PREFIX + text);
    }

    /** Warns of a probable mistake; the program continues. Control characters in the text are escaped. */
    public static void warn(String text) {
        warnings.accept(PrintableText.escape(text));
    }

    /** Like {@link #warn}, but each text only once per process: for warnings that would be repeated at every call or epoch. */
    public static void warnOnce(String text) {
        boolean isNew;
        synchronized (WARNED) {
            isNew = WARNED.size() < MAX_REMEMBERED ? WARNED.add(text) : !WARNED.contains(text);
        }
        if (isNew) {
            warn(text);
        }
    }

    /** Turns colours on or off. By default they are on if the terminal supports them and the environment variable NO_COLOR is not set. */
    public static void colours(boolean on) {
        colours = on;
    }

    /** The stream for everything except warnings. */
    public static PrintStream stream() {
        PrintStream redirected = stream;
        return redirected == null ? System.out : redirected;
    }

    /** Writes a line, below an unfinished progress line if there is one. */
    public static void println(String line) {
        String before = lineIsOpen ? System.lineSeparator() : "";
        lineIsOpen = false;
        stream().println(before + line);
    }

    /** Writes a part of a progress line; {@code endsLine} is false while the line will be continued or overwritten. */
    public static void print(String text, boolean endsLine) {
        lineIsOpen = !endsLine;
        PrintStream out = stream();
        out.print(endsLine ? text + System.lineSeparator() : text);
        out.flush();
    }

    /** Whether the stream is a terminal, where a line can be overwritten. */
    public static boolean isTerminal() {
        return terminal;
    }

    /** Whether colours are on and the stream is a terminal that shows them. */
    public static boolean showsColours() {
        return terminal && colours && drawsBoxes();
    }

    static boolean supportsColours(Map<String, String> environment, String system) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        boolean windows = system.toLowerCase(Locale.ROOT).startsWith("windows");
        String terminalType = environment.getOrDefault("TERM", "");
        return windows
                ? environment.containsKey("WT_SESSION") || !terminalType.isEmpty()
                : !terminalType.isEmpty() && !terminalType.equals("dumb");
    }

    /** Whether the encoding of standard output has box-drawing characters. */
    public static boolean drawsBoxes() {
        CharsetEncoder encoder = Charset.defaultCharset().newEncoder();
        String encoding =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        return encoder.canEncode('━')
                && (encoding.equalsIgnoreCase("UTF-8") || System.getProperty("stdout.encoding") == null);
    }
}
