package dev.cornet.optimizers;

/**
 * Replaces tiny values of decaying averages by 0 before they become denormal numbers (below 1.2e-38), for which each operation takes a
 * hundred cycles or more. Otherwise the averages of a weight that gets no gradient any more would become denormal and make steps ten times
 * as slow.
 *
 * <p>There are no branches, so that loops compile to vector instructions. Values above the bounds keep all their bits; smaller values
 * shrink faster and faster, to 0 within twenty steps. NaN and infinity are unchanged.
 */
final class FlushDenormals {
    private FlushDenormals() {}

    /** For averages of gradients: x for |x| ≥ 2⁻¹⁰⁰ (8e-31); smaller values have no effect once multiplied by a learning rate. */
    static float mean(float x) {
        return x * Math.min(Math.abs(x) * 0x1p100f, 1f);
    }

    /** For averages of squares, which are divisors: x for x ≥ 2⁻¹²⁶, the smallest normal number. */
    static float square(float x) {
        return x * Math.min(x * 0x1p126f, 1f);
    }
}
