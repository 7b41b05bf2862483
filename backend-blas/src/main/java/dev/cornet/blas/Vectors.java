package dev.cornet.blas;

import dev.cornet.backend.Bounds;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Scratch;

/**
 * eˣ, tanh and the logistic function over arrays, in two loops each: one that the compiler turns into vector instructions, and one that
 * builds the power of two.
 *
 * <p>eˣ = 2ⁿ·eʳ with n = round(x/ln 2) and r = x − n·ln 2 in two parts (Cody and Waite), eʳ by a polynomial of degree 6 on |r| ≤ ln 2/2:
 * relative error below 2·10⁻⁷; 0 below −87.7,
 * where the result would be subnormal and each use of it slow. tanh x = 1 − 2/(e²ˣ + 1), and for |x| below 0.25 its odd series to x⁹, so that small values keep their
 * digits. σ(x) = 1/(1 + e⁻ˣ).
 */
final class Vectors {
    private static final int BLOCK = 1024;
    private static final int POWER = 3;
    private static final int SCALE = 4;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float ROUND = 12_582_912f; // 1.5·2²³: adding and taking it away rounds to a whole number

    private Vectors() {}

    static void exp(int n, float[] x, int xOff, float[] y, int yOff) {
        Bounds.require("x", x, xOff, n);
        Bounds.require("y", y, yOff, n);
        Pool.shared().range(n, 16 * BLOCK, (from, to) -> {
            for (int at = from; at < to; at += BLOCK) {
                int count = Math.min(BLOCK, to - at);
                float[] r = Scratch.floats(POWER, BLOCK);
                System.arraycopy(x, xOff + at, r, 0, count);
                expBlock(r, count);
                System.arraycopy(r, 0, y, yOff + at, count);
            }
        });
    }

    /** r ← eʳ for {@code count} values from index 0 on. */
    private static void expBlock(float[] r, int count) {
        float[] k = Scratch.floats(SCALE, BLOCK);
        for (int i = 0; i < count; i++) {
            float v = Math.max(Math.min(r[i], 89f), -104f); // beyond these eˣ is infinite or zero; NaN stays
            k[i] = v * 1.44269504f + ROUND - ROUND;
            r[i] = v - k[i] * LN2_HIGH - k[i] * LN2_LOW;
        }
        for (int i = 0; i < count; i++) {
            float v = r[i];
            float p = 1.9875691500e-4f;
            p = p * v + 1.3981999507e-3f;
            p = p * v + 8.3334519073e-3f;
            p = p * v + 4.1665795894e-2f;
            p = p * v + 1.6666665459e-1f;
            p = p * v + 5.0000001201e-1f;
            r[i] = p * v * v + v + 1f;
        }
        for (int i = 0; i < count; i++) {
            int e = (int) k[i];
            int over = Math.max(e, 0) >> 7; // 2¹²⁸ is no float, 2¹²⁷·2 may be
            r[i] = r[i] * Float.intBitsToFloat(Math.max(e - over + 127, 0) << 23) * (1 + over);
        }
    }

    static void sigmoid(int n, float[] x, int xOff, float[] y, int yOff) {
        Bounds.require("x", x, xOff, n);
        Bounds.require("y", y, yOff, n);
        Pool.shared().range(n, 16 * BLOCK, (from, to) -> {
            for (int at = from; at < to; at += BLOCK) {
                int count = Math.min(BLOCK, to - at);
                float[] r = Scratch.floats(POWER, BLOCK);
                for (int i = 0; i < count; i++) {
                    r[i] = Math.max(Math.min(-x[xOff + at + i], 88f), -88f);
                }
                expBlock(r, count);
                for (int i = 0; i < count; i++) {
                    r[i] = 1f / (1f + r[i]);
                }
                System.arraycopy(r, 0, y, yOff + at, count);
            }
        });
    }

    static void tanh(int n, float[] x, int xOff, float[] y, int yOff) {
        Bounds.require("x", x, xOff, n);
        Bounds.require("y", y, yOff, n);
        Pool.shared().range(n, 16 * BLOCK, (from, to) -> {
            for (int at = from; at < to; at += BLOCK) {
                int count = Math.min(BLOCK, to - at);
                float[] r = Scratch.floats(POWER, BLOCK);
                for (int i = 0; i < count; i++) {
                    r[i] = Math.max(Math.min(2f * x[xOff + at + i], 40f), -40f);
                }
                expBlock(r, count);
                for (int i = 0; i < count; i++) {
                    float v = x[xOff + at + i];
                    float s = v * v;
                    float small =
                            v * (1f + s * (-0.33333333f + s * (0.13333333f + s * (-0.053968254f + s * 0.021869488f))));
                    float large = 1f - 2f / (r[i] + 1f);
                    r[i] = Math.abs(v) < 0.25f ? small : large;
                }
                System.arraycopy(r, 0, y, yOff + at, count);
            }
        });
    }
}
