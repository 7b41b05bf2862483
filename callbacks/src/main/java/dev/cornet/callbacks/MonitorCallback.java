package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.OptionException;
import dev.cornet.metrics.Direction;
import dev.cornet.models.Callback;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The base class of callbacks that monitor a loss or metric: its name, and whether smaller or larger values are better.
 *
 * <p>{@code mode} "min" or "max" sets the direction. With "auto" smaller losses are better, and each metric states its own direction. Other
 * values of the logs, such as those that callbacks add, need a mode.
 *
 * @param <C> the type of the callback itself, so that options can be chained
 */
abstract class MonitorCallback<C extends MonitorCallback<C>> extends Callback {
    private String monitor = "val_loss";
    private String mode = "auto";
    private int verbose;
    private boolean maximize;

    /** The name of the loss or metric to monitor, as it is logged; default "val_loss". */
    public C monitor(String name) {
        this.monitor = name;
        return self();
    }

    /** "min" if smaller values are better, "max" if larger values are, or "auto"; default "auto". */
    public C mode(String mode) {
        if (!mode.equals("min") && !mode.equals("max") && !mode.equals("auto")) {
            throw new OptionException(
                    getClass().getSimpleName() + ": mode must be \"min\", \"max\" or \"auto\", got \"" + mode + "\"");
        }
        this.mode = mode;
        return self();
    }

    /** 0 for no output, 1 for messages; default 0. */
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

    /** Determines the direction when training begins; throws if mode is "auto" and the model has no such metric. */
    final void resolveDirection() {
        maximize = mode.equals("max") || (mode.equals("auto") && metricDirection() == Direction.MAXIMIZE);
    }

    private Direction metricDirection() {
        return model().direction(monitor).orElseThrow(() -> {
            List<String> names = model().metricsNames();
            return new OptionException(getClass().getSimpleName() + ": there is no metric \"" + monitor
                    + "\"; the model measures " + String.join(", ", names) + ", and with validation data val_"
                    + String.join(", val_", names)
                    + ". For a value that a callback adds say which way is better: mode(\"min\") or mode(\"max\").");
        });
    }

    /** True if {@code value} is better than {@code best} by more than {@code margin}; compared in float32, as in Keras. */
    final boolean isBetter(double value, double best, double margin) {
        return maximize ? (float) (value - margin) > (float) best : (float) (value + margin) < (float) best;
    }

    /** True if {@code value} is better than {@code best} by more than {@code margin}, or if there is no best value yet. */
    final boolean isBetterOrFirst(double value, @Nullable Double best, double margin) {
        return best == null || isBetter(value, best, margin);
    }

    /** Returns the monitored value, or null after a warning if the logs do not contain it. */
    final @Nullable Double monitoredValue(Map<String, Double> logs, String consequence) {
        Double value = logs.get(monitor);
        if (value == null) {
            Console.warnOnce(getClass().getSimpleName() + ": there is no metric \"" + monitor + "\" to watch, only "
                    + logs.keySet() + "; " + consequence + ".");
        }
        return value;
    }
}
