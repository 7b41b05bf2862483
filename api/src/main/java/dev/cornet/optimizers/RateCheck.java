package dev.cornet.optimizers;

import dev.cornet.exceptions.OptionException;
import dev.cornet.optimizers.schedules.LearningRate;

/** Holds schedules to rates that a step can be taken with. */
final class RateCheck {
    private RateCheck() {}

    /** The rate of a step; refused where it is negative, infinite or NaN, before weights are moved by it. */
    static double at(LearningRate rate, long step, String optimizer) {
        double now = rate.at(step);
        if (!(now >= 0 && now < Double.POSITIVE_INFINITY)) {
            throw new OptionException(optimizer + ": the learning rate of step " + step
                    + " must be a finite number, 0 or more, but "
                    + rate.getClass().getSimpleName() + " gives " + now + ". Correct the schedule.");
        }
        return now;
    }
}
