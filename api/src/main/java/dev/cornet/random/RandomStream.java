package dev.cornet.random;

/**
 * A stream of random numbers that is a pure function of (key, position): no state, so threads and their order cannot matter.
 *
 * <p>bits(i) = mix(key + (i + 1)·γ), the i-th output of SplitMix64 started at {@code key}; γ is the odd golden ratio. Streams for
 * different purposes come from {@link #foldIn}: a position gives the same bits to everyone who asks, so it should be drawn once.
 *
 * <p>Reference: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
public final class RandomStream {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final long NORMAL = 0xBB67AE8584CAA73BL;

    private final long key;

    public RandomStream(long key) {
        this.key = mix(key ^ 0x6A09E667F3BCC909L);
    }

    /** An independent stream, named by {@code branch}. */
    public RandomStream foldIn(long branch) {
        return new RandomStream(key ^ mix(branch + GAMMA));
    }

    /** 64 random bits at position {@code i}. */
    public long bits(long i) {
        return mix(key + (i + 1) * GAMMA);
    }

    /** Uniform on [0, 1), a multiple of 2⁻⁵³. */
    public double uniform(long i) {
        return (bits(i) >>> 11) * 0x1p-53;
    }

    /** Uniform on [low, high). */
    public double uniform(long i, double low, double high) {
        return low + (high - low) * uniform(i);
    }

    /** Standard normal, by Box and Muller from positions 2i and 2i + 1 of a stream beside this one. */
    public double normal(long i) {
        long beside = (key ^ NORMAL) + (2 * i + 1) * GAMMA;
        double u = ((mix(beside) >>> 11) + 0.5) * 0x1p-53;
        double v = (mix(beside + GAMMA) >>> 11) * 0x1p-53;
        return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
    }

    /** Uniform on 0 … bound-1. */
    public int nextInt(long i, int bound) {
        return (int) Math.multiplyHigh(bits(i) >>> 1, (long) bound << 1);
    }

    /** A random order of 0 … n-1 (Fisher and Yates). */
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
