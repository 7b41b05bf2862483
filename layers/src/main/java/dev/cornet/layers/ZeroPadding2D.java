package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Framing;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Zeros around images: x (batch, h, w, c), y (batch, top + h + bottom, left + w + right, c). Reference: Keras' ZeroPadding2D page. */
public final class ZeroPadding2D extends Fluent<ZeroPadding2D> implements Framing {
    @Option
    private int[][] padding = {{1, 1}, {1, 1}};

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    /** One pixel on each side. */
    public ZeroPadding2D() {}

    /** As many pixels on each side. */
    public ZeroPadding2D(int all) {
        this(all, all);
    }

    /** {@code height} rows above and below, {@code width} columns left and right. */
    public ZeroPadding2D(int height, int width) {
        this(height, height, width, width);
    }

    public ZeroPadding2D(int top, int bottom, int left, int right) {
        padding = Insets.of(top, bottom, left, right);
        validate();
    }

    @Override
    public int[][] frame() {
        return padding;
    }

    private Insets margins() {
        return Insets.of(this, "padding", padding);
    }

    @Override
    protected void validate() {
        margins();
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        return margins().around(in);
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Insets margins = margins();
        Tensor y = pass.tensor(
                outputShape(x.shape().withoutBatch()).withBatch(x.shape().dim(0)));
        margins.widen(x, y);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            margins.narrow(dy, dx);
            return dx;
        });
    }
}
