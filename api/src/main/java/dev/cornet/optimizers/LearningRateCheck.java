package dev.cornet.optimizers;

import dev.cornet.exceptions.OptionException;
import dev.cornet.optimizers.schedules.LearningRate;

/** The check of learning rates that schedules return. */
final class LearningRateCheck {
    private LearningRateCheck() {}

    /** The learning rate of a step; refused if it is negative, infinite or NaN, before any weight is changed with it. */
    static double at(LearningRate rate, long step, String optimizer) {
        double value = rate.at(step);
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new OptionException(optimizer + ": the learning rate of step " + step
                    + " must be a finite number, 0 or more, but "
                    + rate.getClass().getSimpleName() + " gives " + value + ". Correct the schedule.");
        }
        return value;
    }
}
