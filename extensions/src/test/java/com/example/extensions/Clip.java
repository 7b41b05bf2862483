package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.constraints.ElementwiseConstraint;

/** Keeps weights between −limit and limit. */
public final class Clip extends ElementwiseConstraint<Clip> {
    @Option
    private double limit = 1;

    public Clip limit(double limit) {
        this.limit = limit;
        return checked();
    }

    @Override
    protected double value(double w) {
        return Math.min(Math.max(w, -limit), limit);
    }
}
