package dev.cornet.backend;

/**
 * The check for NaN and infinity. A chunk of values is added up elementwise in vector instructions: a sum that is finite has finite terms
 * only. If it is not, each value is checked, since finite values may add up to infinity.
 */
final class FiniteCheck {
    static final int CHUNK = 4_096;
    private static final int QUARTER = CHUNK / 4;
    private static final int SIXTEENTH = CHUNK / 16;

    /** The workspace of each thread: a chunk, the sum of its quarters, and the sum of the quarters of that. */
    private static final ThreadLocal<float[][]> SUMS =
            ThreadLocal.withInitial(() -> new float[][] {new float[CHUNK], new float[QUARTER], new float[SIXTEENTH]});

    private FiniteCheck() {}

    /** Returns whether the values {@code from … to−1} are finite. */
    static boolean isFinite(float[] x, int from, int to) {
        int at = from;
        for (; to - at >= CHUNK; at += CHUNK) {
            if (!isFiniteSum(x, at) && !areFinite(x, at, at + CHUNK)) {
                return false;
            }
        }
        return areFinite(x, at, to);
    }

    private static boolean isFiniteSum(float[] x, int from) {
        float[][] sums = SUMS.get();
        System.arraycopy(x, from, sums[0], 0, CHUNK);
        add(sums[0], sums[1], sums[2]);
        return areFinite(sums[2], 0, SIXTEENTH);
    }

    /**
     * y ← the sum of the quarters of x, z ← that of the quarters of y. The distances are constants so that the JIT compiler vectorizes
     * the loops.
     */
    private static void add(float[] x, float[] y, float[] z) {
        for (int i = 0; i < QUARTER; i++) {
            y[i] = (x[i] + x[i + QUARTER]) + (x[i + 2 * QUARTER] + x[i + 3 * QUARTER]);
        }
        for (int i = 0; i < SIXTEENTH; i++) {
            z[i] = (y[i] + y[i + SIXTEENTH]) + (y[i + 2 * SIXTEENTH] + y[i + 3 * SIXTEENTH]);
        }
    }

    /** As {@link #isFinite}, value by value: 0·x is NaN for NaN and infinity. Four independent sums keep the processor's pipeline full. */
    private static boolean areFinite(float[] x, int from, int to) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            s0 += x[i] * 0f;
            s1 += x[i + 1] * 0f;
            s2 += x[i + 2] * 0f;
            s3 += x[i + 3] * 0f;
        }
        for (; i < to; i++) {
            s0 += x[i] * 0f;
        }
        return s0 + s1 + s2 + s3 == 0;
    }
}
