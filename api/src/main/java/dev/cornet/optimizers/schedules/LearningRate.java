package dev.cornet.optimizers.schedules;

import dev.cornet.config.Configurable;
import dev.cornet.config.SavedAsNumber;

/**
 * A learning rate as a function of the step (the number of updates done before). Reference: Keras' learning-rate
 * schedules page.
 */
@SavedAsNumber(ConstantLearningRate.class)
public interface LearningRate extends Configurable {
    double at(long step);
}
