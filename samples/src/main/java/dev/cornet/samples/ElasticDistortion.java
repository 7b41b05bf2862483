package dev.cornet.samples;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Elastic distortion of images (height, width, 1): y(r, c) = x(r + u(r, c), c + v(r, c)) with smooth random fields u and v.
 *
 * <p>Each field is a sum of Gaussian bumps at the knots of a grid. Their heights are random numbers seeded by the bits of the image. They
 * do not depend on the number of threads, but differ in every epoch, since an ImageDataGenerator first transforms the image differently in
 * each.
 *
 * <p>Reference: Simard, Steinkraus, Platt, "Best practices for convolutional neural networks applied to visual document analysis", 2003.
 */
final class ElasticDistortion implements UnaryOperator<Tensor> {
    private static final int KNOTS = 5;

    private final double pixels;
    private final float contrast;

    /**
     * Creates a distortion.
     *
     * @param pixels standard deviation of the displacement along each axis
     * @param contrast factor for the distance of a value from 0.5 (results are clipped to 0 … 1), since interpolation makes strokes paler
     */
    ElasticDistortion(double pixels, double contrast) {
        this.pixels = pixels;
        this.contrast = (float) contrast;
    }

    @Override
    public Tensor apply(Tensor image) {
        int h = image.shape().dim(0);
        int w = image.shape().dim(1);
        float[] x = image.toArray();
        RandomStream random = new RandomStream(Arrays.hashCode(x));
        float[] u = field(random.foldIn(0), h, w);
        float[] v = field(random.foldIn(1), h, w);
        float[] y = new float[h * w];
        for (int i = 0; i < y.length; i++) {
            float ink = interpolate(x, h, w, i / w + u[i], i % w + v[i]);
            y[i] = Math.max(0, Math.min(1, 0.5f + contrast * (ink - 0.5f)));
        }
        return Tensor.of(y, h, w, 1);
    }

    /** Bilinear interpolation at a position; 0 outside the image. */
    private static float interpolate(float[] x, int h, int w, float row, float column) {
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

    /** A random displacement field B(h)·N·B(w)ᵀ, where B are the {@link #bumps} and N the random heights at the knots. */
    private float[] field(RandomStream random, int h, int w) {
        float[] down = bumps(h);
        float[] right = bumps(w);
        float[] columns = new float[h * KNOTS];
        for (int k = 0; k < KNOTS * KNOTS; k++) {
            float height = (float) (pixels * random.normal(k));
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

    /**
     * The value of each knot's bump at each position, (side, knots). At each position the squares sum to 1, so that all displacements have
     * the same variance.
     */
    private static float[] bumps(int side) {
        double spacing = side / (KNOTS - 1.0);
        float[] bumps = new float[side * KNOTS];
        for (int i = 0; i < side; i++) {
            double squares = 0;
            for (int k = 0; k < KNOTS; k++) {
                double z = (i + 0.5 - k * spacing) / (0.6 * spacing);
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
