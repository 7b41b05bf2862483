package dev.cornet.constraints;

/** Keeps weights non-negative: w ← max(w, 0). Reference: Keras' NonNeg page. */
public final class NonNeg extends ElementwiseConstraint<NonNeg> {
    @Override
    protected double value(double w) {
        return Math.max(w, 0);
    }

    @Override
    void project(float[] x, int from, int to) { // in float, so that the loop compiles to vector instructions
        for (int i = from; i < to; i++) {
            x[i] = Math.max(x[i], 0f);
        }
    }
}
