package dev.cornet.optimizers.schedules;

import dev.cornet.config.Configurable;
import dev.cornet.config.SavedAsNumber;

/**
 * A learning rate as a function of the step: a {@link ConstantLearningRate}, a {@link LearningRateSchedule}, or a lambda.
 *
 * <p>A constant is saved as a number and a schedule by its name and options, as in Keras; a lambda cannot be saved. Reference: Keras'
 * learning rate schedules API.
 */
@SavedAsNumber(ConstantLearningRate.class)
public interface LearningRate extends Configurable {
    /** The learning rate of the step that follows {@code step} earlier steps. */
    double at(long step);
}
