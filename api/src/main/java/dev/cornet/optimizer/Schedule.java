package dev.cornet.optimizer;

import dev.cornet.error.OptionException;
import org.jspecify.annotations.Nullable;

/** A learning rate that changes from step to step. Its t is the number of steps done before. */
public abstract class Schedule implements LearningRate {
    /** Throws an {@link OptionException} that names this schedule unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new OptionException(getClass().getSimpleName() + ": " + String.format(format, arguments));
        }
    }
}
