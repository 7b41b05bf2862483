package dev.cornet.training;

import dev.cornet.console.Console;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keras' progress line: {@code 12/46 ━━━━━━━━━━━━━━━━━━━━ 2s 39ms/step - accuracy: 0.5312 - loss: 0.6969}. The time shown is the estimated
 * time left, at the end the total time.
 *
 * <p>On a terminal the line is redrawn in place, at most 20 times a second. Otherwise a new line is printed once a minute and at the end.
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
    private final boolean isTerminal = Console.isTerminal();
    private final boolean showsColours = Console.showsColours();
    private final boolean drawsBoxes = Console.drawsBoxes();
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final long start;
    private long firstStepEnd;
    private long nextDraw;
    private int drawnWidth;

    /**
     * @param target the number of steps, −1 if unknown
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
        this.firstStepEnd = start;
        this.nextDraw = isTerminal ? start : start + NEW_LINE_NANOS;
    }

    /** Called after step 1, 2, …. Metrics that are missing in {@code logs} keep their last value; new ones are shown last. */
    void update(int step, Map<String, Double> logs) {
        if (verbose != 1) {
            return;
        }
        metrics.putAll(logs);
        long now = clock.getAsLong();
        double perStep = secondsPerStep(step, now);
        if (now - nextDraw >= 0) {
            nextDraw = now + (isTerminal ? REDRAW_NANOS : NEW_LINE_NANOS);
            String time = target > 0 ? clock(perStep * (target - step)) : rounded((now - start) / 1e9) + "s";
            draw(counter(step, target) + " " + bold(time) + " " + perStep(perStep) + metricsText(), !isTerminal);
        }
        if (step == 1) {
            firstStepEnd = now;
        }
    }

    /** Called after the last step: draws the final line. */
    void finish(int step, Map<String, Double> logs) {
        metrics.putAll(logs);
        long now = clock.getAsLong();
        int total = target > 0 ? target : step;
        String totalTime = rounded((now - start) / 1e9) + "s";
        String perStep = perStep(secondsPerStep(step, now));
        if (verbose == 1) {
            draw(counter(step, total) + " " + bold(totalTime) + " " + perStep + metricsText(), true);
        } else if (verbose == 2) {
            Console.println(digits(step, total) + " - " + totalTime + " - " + perStep + metricsText());
        }
    }

    private void draw(String line, boolean endsLine) {
        int width = line.replaceAll("\u001b\\[\\d+m", "").length();
        String padding = " ".repeat(Math.max(0, drawnWidth - width));
        drawnWidth = isTerminal ? width : 0;
        Console.print((isTerminal ? "\r" : "") + line + padding, endsLine);
    }

    private String counter(int step, int total) {
        return total > 0
                ? bold(digits(step, total)) + " " + bar(step, total)
                : String.format(Locale.ROOT, "%7d/Unknown", step);
    }

    private static String digits(int step, int total) {
        int width = Integer.toString(total).length();
        return String.format(Locale.ROOT, "%" + width + "d/%d", step, total);
    }

    private String bar(int step, int total) {
        int done = (int) ((long) WIDTH * Math.min(step, total) / total);
        if (showsColours) {
            return (done > 0 ? GREEN + "━".repeat(done) + PLAIN : "") + WHITE + "━".repeat(WIDTH - done) + PLAIN;
        }
        return (drawsBoxes ? "━" : "=").repeat(done) + (drawsBoxes ? "─" : ".").repeat(WIDTH - done);
    }

    private String bold(String text) {
        return showsColours ? BOLD + text + PLAIN : text;
    }

    /** The mean seconds per step, without the first step, which is slower (memory is allocated, code is compiled). */
    private double secondsPerStep(int step, long now) {
        return step > 1 && firstStepEnd != start
                ? (now - firstStepEnd) / 1e9 / (step - 1)
                : (now - start) / 1e9 / Math.max(1, step);
    }

    private static String perStep(double seconds) {
        if (seconds >= 1 || seconds == 0) {
            return rounded(seconds) + "s/step";
        }
        return seconds >= 1e-3 ? rounded(seconds * 1e3) + "ms/step" : rounded(seconds * 1e6) + "us/step";
    }

    /** Rounds to the nearest integer, halves to even, as Python does. */
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

    private String metricsText() {
        StringBuilder text = new StringBuilder();
        metrics.forEach(
                (name, value) -> text.append(" - ").append(name).append(": ").append(number(value)));
        return text.toString();
    }

    /** Formats a value with four decimals; in scientific notation if its absolute value is at most 0.001. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        } else if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        BigDecimal exact = new BigDecimal(value); // rounds halves to even as in Python; String.format(double) does not
        return Math.abs(value) > 1e-3
                ? exact.setScale(4, RoundingMode.HALF_EVEN).toPlainString()
                : String.format(Locale.ROOT, "%.4e", exact.round(FIVE_DIGITS));
    }
}
