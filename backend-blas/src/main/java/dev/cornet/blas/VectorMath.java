package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;

/**
 * The functions eˣ, tanh and sigmoid over arrays, in loops that the JIT compiler vectorises (except the one that builds the power of two).
 *
 * <p>eˣ = 2ⁿ·eʳ with n = round(x/ln 2) and r = x − n·ln 2, subtracted in two parts (Cody and Waite). eʳ is a polynomial of degree 6 on
 * |r| ≤ ln 2/2; relative error below 2·10⁻⁷. Below −87 the result is 0: it would be subnormal or nearly so, and computing with subnormal
 * numbers is slow. tanh x = x·P(x²)/Q(x²). σ(x) = 1/(1 + e⁻ˣ).
 */
final class VectorMath {
    /** The largest number of values of a block. */
    static final int BLOCK = 1024;

    private static final Slot VALUES = Slot.of();
    private static final Slot SCRATCH = Slot.of();
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float ROUNDING = 12_582_912f; // 1.5·2²³: adding and subtracting it rounds to an integer

    // tanh x ≈ x·P(x²)/Q(x²) on ±9.02, by a weighted least-squares fit of the relative error: 2.1·10⁻⁸, not counting
    // rounding
    private static final float P0 = 0.99999998f;
    private static final float P2 = 0.13379714f;
    private static final float P4 = 0.0034940300f;
    private static final float P6 = 2.0583406e-5f;
    private static final float P8 = 1.3318971e-8f;
    private static final float Q2 = 0.46713029f;
    private static final float Q4 = 0.025871056f;
    private static final float Q6 = 3.2830853e-4f;
    private static final float Q8 = 7.7619773e-7f;
    private static final float TANH_LIMIT = 9.02f; // from here on tanh x rounds to 1 as a float

    private VectorMath() {}

    /** y += x for the values {@code from … to−1}. */
    static void add(float[] y, float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += x[i];
        }
    }

    static void exp(Tensor x, Tensor y) {
        ArgumentChecks.elementwise(x, y);
        int n = x.size();
        if (n <= 16 * BLOCK) { // without the pool, to allocate nothing
            exp(0, n, x, y);
        } else {
            WorkerPool.shared().range(n, 16 * BLOCK, (from, to) -> exp(from, to, x, y));
        }
    }

    private static void exp(int from, int to, Tensor x, Tensor y) {
        float[] r = Workspace.floats(VALUES, BLOCK);
        for (int at = from; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            System.arraycopy(x.data(), x.offset() + at, r, 0, count);
            expBlock(r, count);
            System.arraycopy(r, 0, y.data(), y.offset() + at, count);
        }
    }

    /** r ← eʳ for {@code count} values from index 0 on. */
    static void expBlock(float[] r, int count) {
        float[] k = Workspace.floats(SCRATCH, BLOCK);
        for (int i = 0; i < count; i++) {
            float v = Math.max(Math.min(r[i], 89f), -104f); // eˣ is infinite or zero beyond; a NaN remains NaN
            float e = v * 1.44269504f + ROUNDING - ROUNDING;
            r[i] = v - e * LN2_HIGH - e * LN2_LOW;
            k[i] = Math.max(e + 126f, 0f); // biased exponent of 2ᵉ⁻¹, since 2¹²⁸ is not a finite float
        }
        for (int i = 0; i < count; i++) {
            float v = r[i];
            float p = 1.9875691500e-4f;
            p = p * v + 1.3981999507e-3f;
            p = p * v + 8.3334519073e-3f;
            p = p * v + 4.1665795894e-2f;
            p = p * v + 1.6666665459e-1f;
            p = p * v + 5.0000001201e-1f;
            r[i] = 2f * (p * v * v + v + 1f);
        }
        for (int i = 0; i < count; i++) {
            r[i] *= Float.intBitsToFloat((int) k[i] << 23);
        }
    }

    static void sigmoid(Tensor x, Tensor y) {
        ArgumentChecks.elementwise(x, y);
        int n = x.size();
        if (n <= 16 * BLOCK) {
            sigmoid(0, n, x, y);
        } else {
            WorkerPool.shared().range(n, 16 * BLOCK, (from, to) -> sigmoid(from, to, x, y));
        }
    }

    private static void sigmoid(int from, int to, Tensor x, Tensor y) {
        float[] r = Workspace.floats(VALUES, BLOCK);
        for (int at = from; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            System.arraycopy(x.data(), x.offset() + at, r, 0, count);
            for (int i = 0; i < count; i++) {
                r[i] = Math.max(Math.min(-r[i], 87f), -87f);
            }
            expBlock(r, count);
            for (int i = 0; i < count; i++) {
                r[i] = 1f / (1f + r[i]);
            }
            System.arraycopy(r, 0, y.data(), y.offset() + at, count);
        }
    }

    static void tanh(Tensor x, Tensor y) {
        ArgumentChecks.elementwise(x, y);
        int n = x.size();
        if (n <= 16 * BLOCK) {
            tanh(0, n, x, y);
        } else {
            WorkerPool.shared().range(n, 16 * BLOCK, (from, to) -> tanh(from, to, x, y));
        }
    }

    private static void tanh(int from, int to, Tensor x, Tensor y) {
        float[] r = Workspace.floats(VALUES, BLOCK);
        for (int at = from; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            System.arraycopy(x.data(), x.offset() + at, r, 0, count);
            tanhBlock(r, count);
            System.arraycopy(r, 0, y.data(), y.offset() + at, count);
        }
    }

    /** r ← tanh r for {@code count} values from index 0 on. Numerator and denominator have loops of their own, which the JIT vectorises. */
    private static void tanhBlock(float[] r, int count) {
        float[] q = Workspace.floats(SCRATCH, BLOCK);
        for (int i = 0; i < count; i++) {
            r[i] = Math.max(Math.min(r[i], TANH_LIMIT), -TANH_LIMIT); // a NaN remains NaN
        }
        for (int i = 0; i < count; i++) {
            float s = r[i] * r[i];
            q[i] = (((Q8 * s + Q6) * s + Q4) * s + Q2) * s + 1f;
        }
        for (int i = 0; i < count; i++) {
            float s = r[i] * r[i];
            r[i] = ((((P8 * s + P6) * s + P4) * s + P2) * s + P0) * r[i];
        }
        for (int i = 0; i < count; i++) {
            r[i] = Math.max(Math.min(r[i] / q[i], 1f), -1f);
        }
    }
}
