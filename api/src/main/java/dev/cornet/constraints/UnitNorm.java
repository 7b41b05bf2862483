package dev.cornet.constraints;

/** Scales vectors to norm 1. Reference: Keras' UnitNorm page. */
public final class UnitNorm extends NormConstraint<UnitNorm> {
    @Override
    protected double targetNorm(double norm) {
        return 1;
    }
}
