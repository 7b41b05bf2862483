package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Images in which each pixel becomes a block of pixels ("nearest"), or with values between them ("bilinear").
 *
 * <p>x (batch, height, width, channels), y (batch, height·size, width·size, channels). Bilinear values are taken at the centres of the
 * pixels, and beyond the outer ones repeat them. Reference: Keras' UpSampling2D page.
 */
public final class UpSampling2D extends Fluent<UpSampling2D> {
    @Option
    private int[] size = {2, 2};

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    @Option
    private String interpolation = "nearest";

    /** Twice as high and wide. */
    public UpSampling2D() {}

    /** So many times as high and wide, one number or (height, width). */
    public UpSampling2D(int... size) {
        Arguments.given(size, "UpSampling2D", "size");
        this.size = ImageChecks.pair(size);
        validate();
    }

    /** "nearest" or "bilinear"; default nearest. */
    public UpSampling2D interpolation(String name) {
        Arguments.given(name, "UpSampling2D.interpolation", "name");
        interpolation = name;
        return checked();
    }

    @Override
    protected void validate() {
        ImageChecks.requirePositive(this, "size", size);
        ImageChecks.requireChannelsLast(this, dataFormat);
        require(
                List.of("nearest", "bilinear").contains(interpolation),
                "interpolation must be \"nearest\" or \"bilinear\", got \"%s\"",
                interpolation);
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        return Shape.of(Math.multiplyExact(in.dim(0), size[0]), Math.multiplyExact(in.dim(1), size[1]), in.last());
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Tensor y = pass.zeros(
                outputShape(x.shape().withoutBatch()).withBatch(x.shape().dim(0)));
        visit(x, y, true);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.zeros(x.shape());
            visit(dx, dy, false);
            return dx;
        });
    }

    /** large += what each of its pixels takes of the small image's, or small += what each gives. */
    private void visit(Tensor small, Tensor large, boolean grow) {
        Shape in = small.shape();
        Shape out = large.shape();
        int channels = in.last();
        for (int row = 0; row < out.dim(0) * out.dim(1); row++) {
            int image = row / out.dim(1);
            for (int v = 0; v < 2; v++) {
                float weightV = weight(row % out.dim(1), size[0], v);
                int fromRow = image * in.dim(1) + pixel(row % out.dim(1), size[0], in.dim(1), v);
                for (int q = 0; q < out.dim(2); q++) {
                    for (int h = 0; h < 2; h++) {
                        float weight = weightV * weight(q, size[1], h);
                        int s = small.offset() + (fromRow * in.dim(2) + pixel(q, size[1], in.dim(2), h)) * channels;
                        int l = large.offset() + (row * out.dim(2) + q) * channels;
                        if (weight != 0 && grow) {
                            add(small.data(), s, weight, large.data(), l, channels);
                        } else if (weight != 0) {
                            add(large.data(), l, weight, small.data(), s, channels);
                        }
                    }
                }
            }
        }
    }

    private static void add(float[] x, int xAt, float weight, float[] y, int yAt, int n) {
        for (int c = 0; c < n; c++) {
            y[yAt + c] += weight * x[xAt + c];
        }
    }

    /** The place of pixel {@code p} between the small image's pixels. */
    private static float place(int p, int size) {
        return (p + 0.5f) / size - 0.5f;
    }

    /** The first or second pixel that pixel {@code p} lies between. */
    private int pixel(int p, int size, int n, int which) {
        if (interpolation.equals("nearest")) {
            return p / size;
        }
        return Math.min(Math.max((int) Math.floor(place(p, size)) + which, 0), n - 1);
    }

    /** How much of it. */
    private float weight(int p, int size, int which) {
        if (interpolation.equals("nearest")) {
            return 1 - which;
        }
        float behind = place(p, size) - (float) Math.floor(place(p, size));
        return which == 1 ? behind : 1 - behind;
    }
}
