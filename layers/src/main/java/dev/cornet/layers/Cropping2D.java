package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * Cropping layer for images, which removes rows and columns at the sides of each image (default none).
 *
 * <p>x (batch, top + height + bottom, left + width + right, channels), y (batch, height, width, channels). Reference: Keras' Cropping2D
 * page.
 */
public final class Cropping2D extends UnaryLayer<Cropping2D> {
    @Option
    private int[][] cropping = {{0, 0}, {0, 0}};

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    /** Removes nothing. */
    public Cropping2D() {}

    /** Removes {@code size} pixels on each side. */
    public Cropping2D(int size) {
        this(size, size);
    }

    /** Removes {@code height} rows above and below and {@code width} columns left and right. */
    public Cropping2D(int height, int width) {
        this(height, height, width, width);
    }

    /** Removes the given numbers of rows and columns. */
    public Cropping2D(int top, int bottom, int left, int right) {
        cropping = Insets.of(top, bottom, left, right);
        validate();
    }

    private Insets insets() {
        return Insets.of(this, "cropping", cropping);
    }

    @Override
    protected void validate() {
        insets();
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        Insets crop = insets();
        long height = (long) in.dim(1) - crop.top() - crop.bottom();
        long width = (long) in.dim(2) - crop.left() - crop.right();
        requireShape(
                height > 0 && width > 0,
                "cropping %d + %d rows and %d + %d columns leaves nothing of images %s; crop less",
                crop.top(),
                crop.bottom(),
                crop.left(),
                crop.right(),
                in.withoutBatch());
        return Shape.of(in.dim(0), (int) height, (int) width, in.last());
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Insets insets = insets();
        Tensor y = pass.tensor(outputShape(x.shape()));
        insets.crop(x, y);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            insets.pad(dy, dx);
            return dx;
        });
    }
}
