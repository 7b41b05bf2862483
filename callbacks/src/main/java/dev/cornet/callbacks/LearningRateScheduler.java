package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.models.Callback;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;

/**
 * A callback that sets the learning rate before each epoch and logs it as {@code learning_rate}. Reference: Keras' LearningRateScheduler
 * page.
 */
public final class LearningRateScheduler extends Callback {
    /** A function from the epoch (from 0) and the current learning rate to the new one. */
    @FunctionalInterface
    public interface Schedule {
        double rate(int epoch, double current);
    }

    private final Schedule schedule;
    private int verbose;

    public LearningRateScheduler(Schedule schedule) {
        this.schedule = Arguments.notNull(schedule, "LearningRateScheduler", "schedule");
    }

    /** A scheduler whose rate depends on the epoch only. */
    public static LearningRateScheduler byEpoch(IntFunction<Double> rate) {
        Arguments.notNull(rate, "LearningRateScheduler.byEpoch", "rate");
        return new LearningRateScheduler((epoch, current) ->
                Arguments.notNull(rate.apply(epoch), "LearningRateScheduler: the rate for epoch " + epoch));
    }

    /** A scheduler whose rate depends on the current rate only. */
    public static LearningRateScheduler fromPrevious(DoubleUnaryOperator rate) {
        Arguments.notNull(rate, "LearningRateScheduler.fromBefore", "rate");
        return new LearningRateScheduler((epoch, current) -> rate.applyAsDouble(current));
    }

    /** 0 for no output, 1 for a line per epoch; default 0. */
    public LearningRateScheduler verbose(int level) {
        this.verbose = level;
        return this;
    }

    @Override
    public void onEpochBegin(int epoch, Map<String, Double> logs) {
        double rate = schedule.rate(epoch, model().optimizer().learningRate());
        if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new OptionException("LearningRateScheduler: the rate for epoch " + epoch
                    + " must be a finite number, 0 or more, got " + rate + ". Correct the schedule.");
        }
        model().optimizer().learningRate(rate);
        if (verbose > 0) {
            Console.println(System.lineSeparator() + "Epoch " + (epoch + 1)
                    + ": LearningRateScheduler setting learning rate to " + PythonNumbers.repr(rate) + ".");
        }
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        logs.put("learning_rate", model().optimizer().learningRate());
    }
}
