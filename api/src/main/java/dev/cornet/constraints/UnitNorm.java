package dev.cornet.constraints;

/** Vectors get length 1. Reference: Keras' UnitNorm page. */
public final class UnitNorm extends NormConstraint<UnitNorm> {
    @Override
    protected double length(double norm) {
        return 1;
    }
}
