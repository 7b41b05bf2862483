package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Upsampling layer for images: repeats each pixel ("nearest") or interpolates between pixels ("bilinear").
 *
 * <p>x (batch, height, width, channels), y (batch, height·size, width·size, channels). Bilinear interpolation places the value of a pixel
 * at its center; beyond the centers of the border pixels, their values are repeated. Options: size (default 2), interpolation ("nearest").
 * Reference: Keras' UpSampling2D page.
 */
public final class UpSampling2D extends UnaryLayer<UpSampling2D> {
    @Option
    private int[] size = {2, 2};

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    @Option
    private String interpolation = "nearest";

    /** Doubles height and width. */
    public UpSampling2D() {}

    /** Multiplies height and width by {@code size}, one number or (height, width). */
    public UpSampling2D(int... size) {
        Arguments.notNull(size, "UpSampling2D", "size");
        this.size = ImageChecks.pair(size);
        validate();
    }

    /** "nearest" or "bilinear"; default "nearest". */
    public UpSampling2D interpolation(String name) {
        Arguments.notNull(name, "UpSampling2D.interpolation", "name");
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
        return Shape.of(
                in.dim(0), Math.multiplyExact(in.dim(1), size[0]), Math.multiplyExact(in.dim(2), size[1]), in.last());
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Tensor y = pass.zeros(outputShape(x.shape()));
        interpolate(x, y, true);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.zeros(x.shape());
            interpolate(dx, dy, false);
            return dx;
        });
    }

    /** Adds the interpolated small images to the large ones; if not {@code forward}, adds the gradient of the large images to the small. */
    private void interpolate(Tensor small, Tensor large, boolean forward) {
        Shape in = small.shape();
        Shape out = large.shape();
        int channels = in.last();
        for (int row = 0; row < out.dim(0) * out.dim(1); row++) {
            int image = row / out.dim(1);
            for (int v = 0; v < 2; v++) {
                float weightV = weight(row % out.dim(1), size[0], v);
                int fromRow = image * in.dim(1) + sourcePixel(row % out.dim(1), size[0], in.dim(1), v);
                for (int q = 0; q < out.dim(2); q++) {
                    for (int h = 0; h < 2; h++) {
                        float weight = weightV * weight(q, size[1], h);
                        int s = small.offset()
                                + (fromRow * in.dim(2) + sourcePixel(q, size[1], in.dim(2), h)) * channels;
                        int l = large.offset() + (row * out.dim(2) + q) * channels;
                        if (weight != 0 && forward) {
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

    /** The position of the large image's pixel {@code p} in pixel coordinates of the small image. */
    private static float sourcePosition(int p, int size) {
        return (p + 0.5f) / size - 0.5f;
    }

    /**
     * The index of one of the two pixels of the small image between which pixel {@code p} of the large image lies; {@code which} is 0 or 1.
     */
    private int sourcePixel(int p, int size, int n, int which) {
        if (interpolation.equals("nearest")) {
            return p / size;
        }
        return Math.min(Math.max((int) Math.floor(sourcePosition(p, size)) + which, 0), n - 1);
    }

    /** The weight of the pixel {@link #sourcePixel} in the interpolation. */
    private float weight(int p, int size, int which) {
        if (interpolation.equals("nearest")) {
            return 1 - which;
        }
        float fraction = sourcePosition(p, size) - (float) Math.floor(sourcePosition(p, size));
        return which == 1 ? fraction : 1 - fraction;
    }
}
