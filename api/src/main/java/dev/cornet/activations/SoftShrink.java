package dev.cornet.activations;

/**
 * The soft shrinkage activation: y = z − min(max(z, −θ), θ), each value moved by θ towards 0; dz = [y ≠ 0]·dy.
 *
 * <p>Reference: Keras' soft_shrink activation.
 */
public final class SoftShrink extends Shrinkage<SoftShrink> {
    @Override
    Elementwise.Loop shrink(float theta) {
        return (y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] -= Math.min(Math.max(y[i], -theta), theta);
            }
        };
    }
}
