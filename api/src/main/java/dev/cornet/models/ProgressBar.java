package dev.cornet.models;

import dev.cornet.console.Console;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keras' progress line: {@code 12/46 ━━━━━━━━━━━━━━━━━━━━ 2s 39ms/step - accuracy: 0.5312 - loss: 0.6969}; the time is what is left, at
 * the end what it took.
 *
 * <p>On a terminal the line is written over at most 20 times a second. Elsewhere it is written once, at the end, and once a minute before.
 */
final class ProgressBar {
    private static final int WIDTH = 20;
    private static final long REDRAW_NANOS = 50_000_000L;
    private static final long NEW_LINE_NANOS = 60_000_000_000L;
    private static final MathContext FIVE_DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);
    private static final String BOLD = "\u001b[1m";
    private static final String GREEN = "\u001b[32m";
    private static final String WHITE = "\u001b[37m";
    private static final String PLAIN = "\u001b[0m";

    private final int target;
    private final int verbose;
    private final LongSupplier clock;
    private final boolean terminal = Console.isTerminal();
    private final boolean colours = Console.showsColours();
    private final boolean boxes = Console.drawsBoxes();
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final long start;
    private long afterFirst;
    private long nextDraw;
    private int shown;

    /**
     * @param target the number of steps, −1 where unknown
     * @param verbose 0 silent, 1 a bar, 2 one line at the end
     */
    ProgressBar(int target, int verbose) {
        this(target, verbose, System::nanoTime);
    }

    ProgressBar(int target, int verbose, LongSupplier nanoseconds) {
        this.target = target;
        this.verbose = verbose;
        this.clock = nanoseconds;
        this.start = clock.getAsLong();
        this.afterFirst = start;
        this.nextDraw = terminal ? start : start + NEW_LINE_NANOS;
    }

    /** After step 1, 2, …; figures stay until they get new values, and new ones come last. */
    void update(int step, Map<String, Double> logs) {
        if (verbose != 1) {
            return;
        }
        figures.putAll(logs);
        long now = clock.getAsLong();
        double perStep = secondsPerStep(step, now);
        if (now - nextDraw >= 0) {
            nextDraw = now + (terminal ? REDRAW_NANOS : NEW_LINE_NANOS);
            String time = target > 0 ? clock(perStep * (target - step)) : rounded((now - start) / 1e9) + "s";
            draw(counter(step, target) + " " + bold(time) + " " + perStep(perStep) + text(), !terminal);
        }
        if (step == 1) {
            afterFirst = now;
        }
    }

    /** After the last step. */
    void finish(int step, Map<String, Double> logs) {
        figures.putAll(logs);
        long now = clock.getAsLong();
        int of = target > 0 ? target : step;
        String took = rounded((now - start) / 1e9) + "s";
        String perStep = perStep(secondsPerStep(step, now));
        if (verbose == 1) {
            draw(counter(step, of) + " " + bold(took) + " " + perStep + text(), true);
        } else if (verbose == 2) {
            Console.println(digits(step, of) + " - " + took + " - " + perStep + text());
        }
    }

    private void draw(String line, boolean end) {
        int width = line.replaceAll("\u001b\\[\\d+m", "").length();
        String padding = " ".repeat(Math.max(0, shown - width));
        shown = terminal ? width : 0;
        Console.print((terminal ? "\r" : "") + line + padding, end);
    }

    private String counter(int step, int of) {
        return of > 0 ? bold(digits(step, of)) + " " + bar(step, of) : String.format(Locale.ROOT, "%7d/Unknown", step);
    }

    private static String digits(int step, int of) {
        int width = Integer.toString(of).length();
        return String.format(Locale.ROOT, "%" + width + "d/%d", step, of);
    }

    private String bar(int step, int of) {
        int done = (int) ((long) WIDTH * Math.min(step, of) / of);
        if (colours) {
            return (done > 0 ? GREEN + "━".repeat(done) + PLAIN : "") + WHITE + "━".repeat(WIDTH - done) + PLAIN;
        }
        return (boxes ? "━" : "=").repeat(done) + (boxes ? "─" : ".").repeat(WIDTH - done);
    }

    private String bold(String text) {
        return colours ? BOLD + text + PLAIN : text;
    }

    /** The mean without the first step, in which much is made ready. */
    private double secondsPerStep(int step, long now) {
        return step > 1 && afterFirst != start
                ? (now - afterFirst) / 1e9 / (step - 1)
                : (now - start) / 1e9 / Math.max(1, step);
    }

    private static String perStep(double seconds) {
        if (seconds >= 1 || seconds == 0) {
            return rounded(seconds) + "s/step";
        }
        return seconds >= 1e-3 ? rounded(seconds * 1e3) + "ms/step" : rounded(seconds * 1e6) + "us/step";
    }

    /** Halves go to the even neighbour, as in Python. */
    private static long rounded(double x) {
        return (long) Math.rint(x);
    }

    private static String clock(double seconds) {
        long s = (long) seconds;
        if (seconds > 3600) {
            return String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s % 3600 / 60, s % 60);
        }
        return seconds > 60 ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60) : s + "s";
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        figures.forEach(
                (name, value) -> text.append(" - ").append(name).append(": ").append(number(value)));
        return text.toString();
    }

    /** Four decimals, or four in scientific form where they would show little. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        } else if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        BigDecimal exact = new BigDecimal(value); // rounded to even as in Python, which String.format(double) does not
        return Math.abs(value) > 1e-3
                ? exact.setScale(4, RoundingMode.HALF_EVEN).toPlainString()
                : String.format(Locale.ROOT, "%.4e", exact.round(FIVE_DIGITS));
    }
}
