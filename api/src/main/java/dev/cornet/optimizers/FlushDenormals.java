package dev.cornet.optimizers;

/**
 * Keeps decaying averages out of the subnormal numbers (below 1.2e-38), where each operation takes some hundred cycles: the averages of a
 * weight that gets no gradient any more would end there and make steps ten times as slow.
 *
 * <p>Without a branch, so that loops become vector code. Values above the bounds keep all their bits; those below shrink faster and faster,
 * to 0 within twenty steps. NaN and infinity stay what they are.
 */
final class FlushDenormals {
    private FlushDenormals() {}

    /** x for |x| ≥ 2⁻¹⁰⁰ (8e-31): an average of gradients, small enough to be nothing after it is multiplied by a learning rate. */
    static float mean(float x) {
        return x * Math.min(Math.abs(x) * 0x1p100f, 1f);
    }

    /** x for x ≥ 2⁻¹²⁶, the least normal number: an average of squares, which is divided by. */
    static float square(float x) {
        return x * Math.min(x * 0x1p126f, 1f);
    }
}
