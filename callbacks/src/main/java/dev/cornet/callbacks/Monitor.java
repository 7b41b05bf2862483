package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.OptionException;
import dev.cornet.metrics.Direction;
import dev.cornet.models.Callback;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What callbacks share that watch one figure: its name, and which way is better.
 *
 * <p>{@code mode} "min" or "max" says it; with "auto" losses are better when smaller, and metrics as each of them says. Other values of the
 * logs, such as those that callbacks add, need a mode.
 *
 * @param <C> the callback itself
 */
abstract class Monitor<C extends Monitor<C>> extends Callback {
    private String monitor = "val_loss";
    private String mode = "auto";
    private int verbose;
    private boolean larger;

    /** The figure to watch, as logged; default "val_loss". */
    public C monitor(String figure) {
        this.monitor = figure;
        return self();
    }

    /** "min", "max" or "auto"; default auto. */
    public C mode(String mode) {
        if (!mode.equals("min") && !mode.equals("max") && !mode.equals("auto")) {
            throw new OptionException(
                    getClass().getSimpleName() + ": mode must be \"min\", \"max\" or \"auto\", got \"" + mode + "\"");
        }
        this.mode = mode;
        return self();
    }

    /** 0 silent, 1 with messages; default 0. */
    public C verbose(int level) {
        this.verbose = level;
        return self();
    }

    final void requireNumber(String option, double value) {
        if (Double.isNaN(value)) {
            throw new OptionException(getClass().getSimpleName() + ": " + option + " must be a number, got NaN");
        }
    }

    @SuppressWarnings("unchecked") // C is the class itself, by the bound
    final C self() {
        return (C) this;
    }

    final String monitor() {
        return monitor;
    }

    final boolean isVerbose() {
        return verbose > 0;
    }

    /** Settles which way is better, when a training begins; refuses a name of which nobody knows it. */
    final void settleDirection() {
        larger = mode.equals("max") || (mode.equals("auto") && ownDirection() == Direction.MAXIMIZE);
    }

    private Direction ownDirection() {
        return model().direction(monitor).orElseThrow(() -> {
            List<String> names = model().metricsNames();
            return new OptionException(getClass().getSimpleName() + ": there is no metric \"" + monitor
                    + "\"; the model measures " + String.join(", ", names) + ", and with validation data val_"
                    + String.join(", val_", names)
                    + ". For a value that a callback adds say which way is better: mode(\"min\") or mode(\"max\").");
        });
    }

    /** True when {@code value} betters {@code best} by more than {@code margin}, in float32 as Keras compares. */
    final boolean betters(double value, double best, double margin) {
        return larger ? (float) (value - margin) > (float) best : (float) (value + margin) < (float) best;
    }

    /** True when {@code value} betters {@code best}; the first value always does. */
    final boolean improves(double value, @Nullable Double best, double margin) {
        return best == null || betters(value, best, margin);
    }

    /** The watched figure, or null after a warning when it is not there. */
    final @Nullable Double watched(Map<String, Double> logs, String consequence) {
        Double value = logs.get(monitor);
        if (value == null) {
            Console.warnOnce(getClass().getSimpleName() + ": there is no metric \"" + monitor + "\" to watch, only "
                    + logs.keySet() + "; " + consequence + ".");
        }
        return value;
    }
}
