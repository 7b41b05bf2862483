package dev.cornet.random;

/**
 * Where seeds come from when the user gives none: one sequence per process, restarted by {@link #set}.
 *
 * <p>Each weight and each model takes the next seed of the sequence when it is built, so a program that sets the seed and then does
 * the same things in the same order on one thread gets the same numbers, and two models built after another differ.
 */
public final class Seeds {
    private static RandomStream stream = new RandomStream(System.nanoTime());
    private static long taken;

    private Seeds() {}

    /** Restarts the sequence; every long is a seed of its own, zero included. */
    public static synchronized void set(long seed) {
        stream = new RandomStream(seed);
        taken = 0;
    }

    /** The next seed: not negative, below 2⁵³, so that JSON carries it exactly. */
    public static synchronized long next() {
        return stream.bits(taken++) >>> 11;
    }
}
