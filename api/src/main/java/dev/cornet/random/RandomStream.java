package dev.cornet.random;

/**
 * A stream of random numbers that is a pure function of (key, position). It has no state, so results do not depend on threads or their
 * order.
 *
 * <p>bits(i) = mix(key + (i + 1)·γ), the i-th output of SplitMix64 with state {@code key}; γ is 2⁶⁴ divided by the golden ratio, rounded
 * to an odd integer. A position always has the same bits, so use each position once: derive a stream for each purpose by {@link #foldIn}.
 *
 * <p>Reference: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
public final class RandomStream {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final long NORMAL_KEY = 0xBB67AE8584CAA73BL;

    private final long key;

    public RandomStream(long key) {
        this.key = mix(key ^ 0x6A09E667F3BCC909L);
    }

    /** Returns an independent stream, derived from this one and the number {@code branch}. */
    public RandomStream foldIn(long branch) {
        return new RandomStream(key ^ mix(branch + GAMMA));
    }

    /** Returns the 64 random bits at position {@code i}. */
    public long bits(long i) {
        return mix(key + (i + 1) * GAMMA);
    }

    /** Returns a number uniform on [0, 1), a multiple of 2⁻⁵³. */
    public double uniform(long i) {
        return (bits(i) >>> 11) * 0x1p-53;
    }

    /** Returns a number uniform on [low, high). */
    public double uniform(long i, double low, double high) {
        return low + (high - low) * uniform(i);
    }

    /** Returns a standard normal number, by the Box-Muller transform of positions 2i and 2i + 1 of a second stream of this key. */
    public double normal(long i) {
        long counter = (key ^ NORMAL_KEY) + (2 * i + 1) * GAMMA;
        double u = ((mix(counter) >>> 11) + 0.5) * 0x1p-53;
        double v = (mix(counter + GAMMA) >>> 11) * 0x1p-53;
        return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
    }

    /** Returns an integer uniform on 0 … bound−1. */
    public int nextInt(long i, int bound) {
        return (int) Math.multiplyHigh(bits(i) >>> 1, (long) bound << 1);
    }

    /** Returns a random permutation of 0 … n−1 (Fisher-Yates shuffle). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
