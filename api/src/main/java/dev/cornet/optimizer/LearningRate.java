package dev.cornet.optimizer;

import dev.cornet.config.Bare;
import dev.cornet.config.Configurable;

/**
 * A learning rate as a function of the step (the number of updates done before). Reference: Keras' learning-rate
 * schedules page.
 */
@Bare(FixedRate.class)
public interface LearningRate extends Configurable {
    double at(long step);
}
