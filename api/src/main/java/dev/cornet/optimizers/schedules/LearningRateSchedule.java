package dev.cornet.optimizers.schedules;

import dev.cornet.config.OptionChecks;
import org.jspecify.annotations.Nullable;

/**
 * A learning rate that changes from step to step and can be saved by its options. In formulas, t is the number of earlier steps.
 *
 * <p>To write one, extend {@link BaseDecay}, which has an initial learning rate and a number of steps, or {@link FluentSchedule}.
 */
public abstract class LearningRateSchedule implements LearningRate {
    /** Throws an {@link dev.cornet.exceptions.OptionException} that names this schedule unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        OptionChecks.require(this, condition, format, arguments);
    }
}
