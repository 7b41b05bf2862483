package dev.cornet.initializers;

/** By which number of units a variance is divided. */
public enum FanMode {
    /** The inputs of a unit: keeps the variance on the way forward. */
    FAN_IN {
        @Override
        double of(Fans fans) {
            return fans.in();
        }
    },
    /** The outputs of a unit: keeps the variance on the way back. */
    FAN_OUT {
        @Override
        double of(Fans fans) {
            return fans.out();
        }
    },
    /** The mean of both. */
    FAN_AVG {
        @Override
        double of(Fans fans) {
            return (fans.in() + fans.out()) / 2;
        }
    };

    abstract double of(Fans fans);
}
