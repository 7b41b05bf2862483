package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.constraints.FluentConstraint;
import dev.cornet.tensor.Tensor;

/** Scales a whole weight to the norm r: w ← r·w/‖w‖. */
public final class UnitSphere extends FluentConstraint<UnitSphere> {
    @Option
    private double radius = 1;

    public UnitSphere radius(double radius) {
        this.radius = radius;
        return checked();
    }

    @Override
    public void project(Tensor w) {
        Ops.scale(w, (float) (radius / Math.max(Math.sqrt(Ops.sumOfSquares(w)), 1e-12)));
    }
}
