package dev.cornet.activations;

/** The hard shrinkage activation: y = z for |z| > θ, 0 otherwise; dz = [y ≠ 0]·dy. Reference: Keras' hard_shrink activation. */
public final class HardShrink extends Shrinkage<HardShrink> {
    @Override
    Elementwise.Loop shrink(float theta) {
        return (y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] *= Elementwise.step(Math.abs(y[i]) - theta);
            }
        };
    }
}
