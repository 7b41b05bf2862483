package dev.cornet.random;

/**
 * The default seeds, for components to which the user gives no seed: one sequence per process, restarted by {@link #set}.
 *
 * <p>Each weight and each model takes the next seed of the sequence when it is built. So a single-threaded program that sets the seed
 * always gets the same numbers, and two models built one after the other differ.
 */
public final class Seeds {
    private static RandomStream stream = new RandomStream(System.nanoTime());
    private static long count;

    private Seeds() {}

    /** Restarts the sequence; different values of {@code seed}, zero included, give different sequences. */
    public static synchronized void set(long seed) {
        stream = new RandomStream(seed);
        count = 0;
    }

    /** Returns the next seed, in 0 … 2⁵³−1, so that JSON represents it exactly. */
    public static synchronized long next() {
        return stream.bits(count++) >>> 11;
    }
}
