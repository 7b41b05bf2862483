package dev.cornet.initializers;

/** The fan by which {@link VarianceScaling} divides: the number of inputs or outputs of a unit, or the mean of both. */
public enum FanMode {
    /** The number of inputs: keeps the variance of activations from layer to layer. */
    FAN_IN {
        @Override
        double of(Fans fans) {
            return fans.in();
        }
    },
    /** The number of outputs: keeps the variance of gradients from layer to layer. */
    FAN_OUT {
        @Override
        double of(Fans fans) {
            return fans.out();
        }
    },
    /** The mean of both numbers. */
    FAN_AVG {
        @Override
        double of(Fans fans) {
            return (fans.in() + fans.out()) / 2;
        }
    };

    abstract double of(Fans fans);
}
