package dev.cornet.optimizer;

import dev.cornet.config.Options;
import org.jspecify.annotations.Nullable;

/** A learning rate that changes from step to step. Its t is the number of steps done before. */
public abstract class Schedule implements LearningRate {
    /** Throws an {@link dev.cornet.error.OptionException} that names this schedule unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        Options.require(this, condition, format, arguments);
    }
}
