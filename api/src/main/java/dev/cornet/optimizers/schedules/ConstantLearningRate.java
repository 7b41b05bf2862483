package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;
import dev.cornet.exceptions.OptionException;

/** A constant learning rate, η = rate. It is saved as a plain number, as in Keras. */
public final class ConstantLearningRate implements LearningRate {
    @Option
    private double rate;

    private ConstantLearningRate() {}

    /** @param rate the learning rate, 0 or more */
    public ConstantLearningRate(double rate) {
        this.rate = rate;
        check();
    }

    public double rate() {
        return rate;
    }

    @Override
    public double at(long step) {
        return rate;
    }

    @Override
    public void check() {
        if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new OptionException("learning_rate must be a finite number, 0 or more, got " + rate);
        }
    }

    @Override
    public String toString() {
        return Double.toString(rate);
    }
}
