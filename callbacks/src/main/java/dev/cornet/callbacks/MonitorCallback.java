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
 * values of the logs, such as those that callbacks add, need a mode. This callback ends training when the metric reaches a value:
 *
 * <pre>{@code
 * public final class StopAt extends MonitorCallback<StopAt> {
 *     private final double goal;
 *
 *     public StopAt(String metric, double goal) {
 *         monitor(metric);
 *         this.goal = goal;
 *     }
 *
 *     @Override public void onEpochEnd(int epoch, Map<String, Double> logs) {
 *         Double value = monitoredValue(logs, "training goes on to its last epoch");
 *         if (value != null && isBetter(value, goal, 0)) {
 *             model().stopTraining(true);
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>What a callback remembers from epoch to epoch it returns from {@link #state} and takes back in {@link #restore}, so that a resumed
 * training continues as if it had not been interrupted; {@link SavedCallbackState} reads the texts.
 *
 * @param <C> the type of the callback itself, so that options can be chained
 */
public abstract class MonitorCallback<C extends MonitorCallback<C>> extends Callback {
    private String monitor = "val_loss";
    private String mode = "auto";
    private int verbose;

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

    /** Refuses NaN as the value of an option. */
    protected final void requireNumber(String option, double value) {
        if (Double.isNaN(value)) {
            throw new OptionException(getClass().getSimpleName() + ": " + option + " must be a number, got NaN");
        }
    }

    /** This callback, for the end of an option method. */
    @SuppressWarnings("unchecked") // C is the class itself, by the bound
    protected final C self() {
        return (C) this;
    }

    /** The name of the monitored loss or metric. */
    protected final String monitor() {
        return monitor;
    }

    /** Whether messages are wanted. */
    protected final boolean isVerbose() {
        return verbose > 0;
    }

    /** Refuses a metric that the model does not have, before the first epoch. A callback that overrides this calls it too. */
    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        direction();
    }

    /** Whether larger or smaller values are better; throws if mode is "auto" and the model has no such metric. */
    protected final Direction direction() {
        if (!mode.equals("auto")) {
            return mode.equals("max") ? Direction.MAXIMIZE : Direction.MINIMIZE;
        }
        return model().direction(monitor).orElseThrow(() -> {
            List<String> names = model().metricsNames();
            return new OptionException(getClass().getSimpleName() + ": there is no metric \"" + monitor
                    + "\"; the model measures " + String.join(", ", names) + ", and with validation data val_"
                    + String.join(", val_", names)
                    + ". For a value that a callback adds say which way is better: mode(\"min\") or mode(\"max\").");
        });
    }

    /** True if {@code value} is better than {@code best} by more than {@code margin}; compared in float32, as in Keras. */
    protected final boolean isBetter(double value, double best, double margin) {
        return direction() == Direction.MAXIMIZE
                ? (float) (value - margin) > (float) best
                : (float) (value + margin) < (float) best;
    }

    /** True if {@code value} is better than {@code best} by more than {@code margin}, or if there is no best value yet. */
    protected final boolean isBetterOrFirst(double value, @Nullable Double best, double margin) {
        return best == null || isBetter(value, best, margin);
    }

    /**
     * Returns the monitored value, or null after a warning if the logs do not contain it.
     *
     * @param consequence the end of the warning, such as "training goes on to its last epoch"
     */
    protected final @Nullable Double monitoredValue(Map<String, Double> logs, String consequence) {
        Double value = logs.get(monitor);
        if (value == null) {
            Console.warnOnce(getClass().getSimpleName() + ": there is no metric \"" + monitor + "\" to watch, only "
                    + logs.keySet() + "; " + consequence + ".");
        }
        return value;
    }
}
