package dev.cornet.samples;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Bends images (height, width, 1) as if they were drawn on rubber: y(r, c) = x(r + u(r, c), c + v(r, c)) with smooth random fields u and v.
 *
 * <p>Each field is a sum of Gaussian bumps around the knots of a grid, whose heights are drawn from the image's own bits: a generator moves
 * the image anew in every epoch, so it is bent anew as well, and in the same way on any number of threads.
 *
 * <p>Reference: Simard, Steinkraus, Platt, "Best practices for convolutional neural networks applied to visual document analysis", 2003.
 */
final class Elastic implements UnaryOperator<Tensor> {
    private static final int KNOTS = 5;

    private final double pixels;
    private final float contrast;

    /**
     * @param pixels standard deviation of the displacement of a pixel along each axis
     * @param contrast factor of the distance from grey, within 0 … 1: a place between pixels takes their mean, and strokes grow pale
     */
    Elastic(double pixels, double contrast) {
        this.pixels = pixels;
        this.contrast = (float) contrast;
    }

    @Override
    public Tensor apply(Tensor image) {
        int h = image.shape().dim(0);
        int w = image.shape().dim(1);
        float[] x = image.toArray();
        RandomStream noise = new RandomStream(Arrays.hashCode(x));
        float[] u = field(noise.foldIn(0), h, w);
        float[] v = field(noise.foldIn(1), h, w);
        float[] y = new float[h * w];
        for (int i = 0; i < y.length; i++) {
            float ink = between(x, h, w, i / w + u[i], i % w + v[i]);
            y[i] = Math.max(0, Math.min(1, 0.5f + contrast * (ink - 0.5f)));
        }
        return Tensor.of(y, h, w, 1);
    }

    /** The bilinear mean of the four pixels around a place; 0 outside the image. */
    private static float between(float[] x, int h, int w, float row, float column) {
        if (!(row >= 0 && column >= 0 && row <= h - 1 && column <= w - 1)) {
            return 0;
        }
        int r = Math.min((int) row, h - 2);
        int c = Math.min((int) column, w - 2);
        int at = r * w + c;
        float top = x[at] + (x[at + 1] - x[at]) * (column - c);
        float bottom = x[at + w] + (x[at + w + 1] - x[at + w]) * (column - c);
        return top + (bottom - top) * (row - r);
    }

    /** B(h)·N·B(w)ᵀ with a knot's random height in each element of N. */
    private float[] field(RandomStream noise, int h, int w) {
        float[] down = bumps(h);
        float[] right = bumps(w);
        float[] columns = new float[h * KNOTS];
        for (int k = 0; k < KNOTS * KNOTS; k++) {
            float height = (float) (pixels * noise.normal(k));
            for (int r = 0; r < h; r++) {
                columns[r * KNOTS + k % KNOTS] += down[r * KNOTS + k / KNOTS] * height;
            }
        }
        float[] field = new float[h * w];
        for (int i = 0; i < field.length; i++) {
            for (int k = 0; k < KNOTS; k++) {
                field[i] += columns[i / w * KNOTS + k] * right[i % w * KNOTS + k];
            }
        }
        return field;
    }

    /** The bump of each knot at each place of a side, (side, knots); the squares at a place add up to 1, so every place moves as far. */
    private static float[] bumps(int side) {
        double apart = side / (KNOTS - 1.0);
        float[] bumps = new float[side * KNOTS];
        for (int i = 0; i < side; i++) {
            double squares = 0;
            for (int k = 0; k < KNOTS; k++) {
                double z = (i + 0.5 - k * apart) / (0.6 * apart);
                bumps[i * KNOTS + k] = (float) Math.exp(-z * z / 2);
                squares += Math.exp(-z * z);
            }
            for (int k = 0; k < KNOTS; k++) {
                bumps[i * KNOTS + k] /= (float) Math.sqrt(squares);
            }
        }
        return bumps;
    }
}
