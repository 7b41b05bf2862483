package dev.cornet.activations;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * An activation that sets values up to a threshold θ to 0: y = 0 for |z| ≤ θ; dz = [y ≠ 0]·dy.
 *
 * @param <A> the activation class itself
 */
abstract class Shrinkage<A extends Shrinkage<A>> extends FluentActivation<A> {
    @Option
    private double threshold = 0.5;

    /** The threshold θ, 0 or more; default 0.5. */
    public A threshold(double threshold) {
        this.threshold = threshold;
        return checked();
    }

    @Override
    public final void check() {
        require(threshold >= 0, "threshold must be 0 or more, got %s", threshold);
    }

    @Override
    public final Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(z, shrink((float) threshold), (y, dy, from, to) -> {
            for (int i = from; i < to; i++) {
                dy[i] *= Elementwise.nonZero(Math.abs(y[i]));
            }
        });
    }

    /** Returns the loop y ← φ(y). */
    abstract Elementwise.Loop shrink(float theta);
}
