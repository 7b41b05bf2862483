package dev.cornet.model;

import java.util.Locale;
import java.util.Map;

/**
 * Keras' progress line: {@code 12/46 ━━━━━━━━━━━━━━━━━━━━ 2s 39ms/step - accuracy: 0.5312 - loss: 0.6969}.
 *
 * <p>On a terminal the line is written over at most 20 times a second; elsewhere it is written once, at the end of the epoch.
 */
final class Progress {
    private static final int WIDTH = 20;
    private static final long REDRAW_NANOS = 50_000_000L;

    private final int target;
    private final int verbose;
    private final boolean terminal = Console.isTerminal();
    private final long start = System.nanoTime();
    private long afterFirst = start;
    private long drawn;
    private int shown;

    Progress(int target, int verbose) {
        this.target = target;
        this.verbose = verbose;
    }

    void update(int step, Map<String, Double> logs) {
        long now = System.nanoTime();
        if (step == 1) {
            afterFirst = now;
        }
        if (verbose == 1 && terminal && now - drawn >= REDRAW_NANOS) {
            drawn = now;
            draw(line(step, logs, now, false), false);
        }
    }

    void finish(int step, Map<String, Double> logs) {
        if (verbose == 1) {
            draw(line(step, logs, System.nanoTime(), true), true);
        } else if (verbose == 2) {
            String counter = target < 0 ? step + "/" + step : step + "/" + target;
            Console.stream()
                    .println(counter + " - " + Math.round((System.nanoTime() - start) * 1e-9) + "s - "
                            + perStep(step, System.nanoTime()) + figures(logs));
        }
    }

    private void draw(String line, boolean last) {
        String padding = " ".repeat(Math.max(0, shown - line.length()));
        shown = line.length();
        Console.stream().print((terminal ? "\r" : "") + line + padding + (last ? System.lineSeparator() : ""));
        Console.stream().flush();
    }

    private String line(int step, Map<String, Double> logs, long now, boolean last) {
        StringBuilder line = new StringBuilder();
        if (target < 0) {
            line.append(String.format(Locale.ROOT, "%7d/Unknown", step));
        } else {
            String width = Integer.toString(Integer.toString(target).length());
            line.append(String.format(Locale.ROOT, "%" + width + "d/%d ", step, target))
                    .append(bar(step));
        }
        double elapsed = (now - start) * 1e-9;
        double perStep = secondsPerStep(step, now);
        line.append(' ').append(clock(last || target < 0 ? elapsed : perStep * (target - step)));
        line.append(' ').append(perStep(step, now)).append(figures(logs));
        return line.toString();
    }

    private String bar(int step) {
        int done = target == 0 ? WIDTH : (int) ((long) WIDTH * Math.min(step, target) / target);
        return Console.drawsBoxes() ? "━".repeat(WIDTH) : "=".repeat(done) + ".".repeat(WIDTH - done);
    }

    private double secondsPerStep(int step, long now) {
        return step > 1 ? (now - afterFirst) * 1e-9 / (step - 1) : (now - start) * 1e-9 / Math.max(1, step);
    }

    private String perStep(int step, long now) {
        double seconds = secondsPerStep(step, now);
        if (seconds >= 1 || seconds == 0) {
            return Math.round(seconds) + "s/step";
        }
        return seconds >= 1e-3 ? Math.round(seconds * 1e3) + "ms/step" : Math.round(seconds * 1e6) + "us/step";
    }

    private static String clock(double seconds) {
        long s = (long) seconds;
        if (s > 3600) {
            return String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s % 3600 / 60, s % 60);
        }
        return s > 60 ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60) : s + "s";
    }

    private static String figures(Map<String, Double> logs) {
        StringBuilder text = new StringBuilder();
        logs.forEach(
                (name, value) -> text.append(" - ").append(name).append(": ").append(number(value)));
        return text.toString();
    }

    /** Four decimals, or four in scientific form where they would show nothing. */
    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) > 1e-3 || value == 0 ? "%.4f" : "%.4e", value);
    }
}
