package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Zero padding layer for images, which adds rows and columns of zeros around each image (default 1 on each side).
 *
 * <p>x (batch, height, width, channels), y (batch, top + height + bottom, left + width + right, channels). Reference: Keras' ZeroPadding2D
 * page.
 */
public final class ZeroPadding2D extends UnaryLayer<ZeroPadding2D> {
    @Option
    private int[][] padding = {{1, 1}, {1, 1}};

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    /** Adds one pixel on each side. */
    public ZeroPadding2D() {}

    /** Adds {@code size} pixels on each side. */
    public ZeroPadding2D(int size) {
        this(size, size);
    }

    /** Adds {@code height} rows above and below and {@code width} columns left and right. */
    public ZeroPadding2D(int height, int width) {
        this(height, height, width, width);
    }

    /** Adds the given numbers of rows and columns. */
    public ZeroPadding2D(int top, int bottom, int left, int right) {
        padding = Insets.of(top, bottom, left, right);
        validate();
    }

    private Insets insets() {
        return Insets.of(this, "padding", padding);
    }

    @Override
    protected void validate() {
        insets();
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        return insets().paddedShape(in);
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Insets insets = insets();
        Tensor y = pass.tensor(outputShape(x.shape()));
        insets.pad(x, y);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            insets.crop(dy, dx);
            return dx;
        });
    }

    /** In inference, a convolution that follows absorbs the padding. */
    @Override
    protected @Nullable Operation fuse(Operation next, FusionContext context) {
        LinearMap map =
                !context.training() && next instanceof BiasActivationLayer<?> layer ? layer.asLinearMap() : null;
        LinearMap unpadded =
                map == null ? null : map.absorbPadding(context.shapeBetween().withoutBatch(), padding);
        return unpadded == null ? null : new FusedLinear(unpadded);
    }
}
