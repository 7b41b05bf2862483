package dev.cornet.blas;

/**
 * Winograd transforms of F(4×4, 3×3): four times fewer multiplications than direct convolution, with an error of some 10⁻⁵ of the largest
 * output.
 *
 * <pre>
 * Bᵀ = 4  0 -5  0  1  0      G = ¼     0     0         Aᵀ = 1  1  1  1  1  0
 *      0 -4 -4  1  1  0         -1/6  -1/6  -1/6            0  1 -1  2 -2  0
 *      0  4 -4 -1  1  0         -1/6   1/6  -1/6            0  1  1  4  4  0
 *      0 -2 -1  2  1  0          1/24  1/12  1/6            0  1 -1  8 -8  1
 *      0  2 -1 -2  1  0          1/24 -1/12  1/6
 *      0  4  0 -5  0  1          0     0     1
 * </pre>
 */
final class WinogradF4 implements WinogradTransform {
    private static final float SIXTH = 1f / 6;
    private static final float TWELFTH = 1f / 12;
    private static final float TWENTYFOURTH = 1f / 24;

    @Override
    public int outputs() {
        return 4;
    }

    // The JIT compiler does not vectorise a loop over many arrays, so each transform is split into several loops, which
    // takes half to a tenth of the time. See docs/decisions/2026-11-21-vectorised-loops.md.

    @Override
    public void input(float[][] line, int from, int to) {
        float[] a = line[0];
        float[] b = line[1];
        float[] c = line[2];
        float[] d = line[3];
        float[] e = line[4];
        float[] f = line[5];
        for (int i = from; i < to; i++) {
            a[i] = 4f * a[i] - 5f * c[i] + e[i];
        }
        for (int i = from; i < to; i++) {
            f[i] = 4f * b[i] - 5f * d[i] + f[i];
        }
        for (int i = from; i < to; i++) {
            float q = d[i] - 4f * b[i];
            d[i] = 2f * (d[i] - b[i]);
            b[i] = q;
        }
        for (int i = from; i < to; i++) {
            float p = e[i] - 4f * c[i];
            e[i] -= c[i];
            c[i] = p;
        }
        for (int i = from; i < to; i++) {
            float q = b[i];
            b[i] = c[i] + q;
            c[i] -= q;
        }
        for (int i = from; i < to; i++) {
            float s = d[i];
            d[i] = e[i] + s;
            e[i] -= s;
        }
    }

    @Override
    public void inputBackward(float[][] line, int from, int to) {
        float[] a = line[0];
        float[] b = line[1];
        float[] c = line[2];
        float[] d = line[3];
        float[] e = line[4];
        float[] f = line[5];
        for (int i = from; i < to; i++) {
            float p = b[i] + c[i];
            float q = b[i] - c[i];
            float r = d[i] + e[i];
            float s = d[i] - e[i];
            b[i] = -4f * q - 2f * s;
            c[i] = -4f * p - r;
            d[i] = q + 2f * s;
            e[i] = p + r;
        }
        for (int i = from; i < to; i++) {
            b[i] += 4f * f[i];
            c[i] -= 5f * a[i];
        }
        for (int i = from; i < to; i++) {
            d[i] -= 5f * f[i];
            e[i] += a[i];
            a[i] *= 4f;
        }
    }

    @Override
    public void output(float[][] line, int from, int to) {
        float[] a = line[0];
        float[] b = line[1];
        float[] c = line[2];
        float[] d = line[3];
        float[] e = line[4];
        float[] f = line[5];
        for (int i = from; i < to; i++) {
            float p = b[i] + c[i];
            b[i] -= c[i];
            c[i] = p;
            a[i] += p;
        }
        for (int i = from; i < to; i++) {
            float r = d[i] + e[i];
            d[i] -= e[i];
            c[i] += 4f * r;
            a[i] += r;
        }
        for (int i = from; i < to; i++) {
            float q = b[i];
            float s = d[i];
            b[i] = q + 2f * s;
            d[i] = q + 8f * s + f[i];
        }
    }

    @Override
    public void outputBackward(float[][] line, int from, int to) {
        float[] a = line[0];
        float[] b = line[1];
        float[] c = line[2];
        float[] d = line[3];
        float[] e = line[4];
        float[] f = line[5];
        for (int i = from; i < to; i++) {
            float p = a[i] + 4f * c[i];
            float q = 2f * b[i] + 8f * d[i];
            e[i] = p - q;
            f[i] = p + q;
        }
        for (int i = from; i < to; i++) {
            float p = a[i] + c[i];
            float q = b[i] + d[i];
            b[i] = p + q;
            c[i] = p - q;
        }
        for (int i = from; i < to; i++) {
            float s = d[i];
            d[i] = f[i];
            f[i] = s;
        }
    }

    @Override
    public void filter(float[][] line, int from, int to) {
        float[] a = line[0];
        float[] b = line[1];
        float[] c = line[2];
        float[] d = line[3];
        float[] e = line[4];
        float[] f = line[5];
        for (int i = from; i < to; i++) {
            float p = TWENTYFOURTH * a[i] + SIXTH * c[i];
            float q = TWELFTH * b[i];
            d[i] = p + q;
            e[i] = p - q;
        }
        for (int i = from; i < to; i++) {
            float p = -SIXTH * (a[i] + c[i]);
            float q = SIXTH * b[i];
            f[i] = c[i];
            b[i] = p - q;
            c[i] = p + q;
        }
        for (int i = from; i < to; i++) {
            a[i] *= 0.25f;
        }
    }

    @Override
    public void filterBackward(float[][] line, int from, int to) {
        float[] a = line[0];
        float[] b = line[1];
        float[] c = line[2];
        float[] d = line[3];
        float[] e = line[4];
        float[] f = line[5];
        for (int i = from; i < to; i++) {
            float p = SIXTH * (b[i] + c[i]);
            float q = SIXTH * (c[i] - b[i]);
            a[i] = 0.25f * a[i] - p;
            b[i] = q;
            c[i] = f[i] - p;
        }
        for (int i = from; i < to; i++) {
            float p = d[i] + e[i];
            a[i] += TWENTYFOURTH * p;
            c[i] += SIXTH * p;
            b[i] += TWELFTH * (d[i] - e[i]);
        }
    }
}
