package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.layer.Fluent;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Zeros around images: x (batch, h, w, c), y (batch, top + h + bottom, left + w + right, c). Reference: Keras' ZeroPadding2D page. */
public final class ZeroPadding2D extends Fluent<ZeroPadding2D> {
    @Option
    private int[][] padding = {{1, 1}, {1, 1}};

    @Option
    private String dataFormat = Images2D.CHANNELS_LAST;

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
        padding = new int[][] {{top, bottom}, {left, right}};
        validate();
    }

    @Override
    protected void validate() {
        boolean pairs = padding.length == 2 && padding[0].length == 2 && padding[1].length == 2;
        require(
                pairs && Math.min(Math.min(padding[0][0], padding[0][1]), Math.min(padding[1][0], padding[1][1])) >= 0,
                "padding must be 0 or more on each side, got %s",
                java.util.Arrays.deepToString(padding));
        Images2D.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        Images2D.requireImages(this, in);
        return Shape.of(
                in.dim(0) + padding[0][0] + padding[0][1], in.dim(1) + padding[1][0] + padding[1][1], in.last());
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Tensor y = pass.zeros(outputShape(x.shape().rest()).prepend(x.shape().dim(0)));
        copy(x, y, true);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            copy(dx, dy, false);
            return dx;
        });
    }

    /** Copies the rows of the inner images into the outer ones, or back. */
    private void copy(Tensor inner, Tensor outer, boolean outwards) {
        Shape in = inner.shape();
        Shape out = outer.shape();
        int row = in.dim(2) * in.dim(3);
        for (int n = 0; n < in.dim(0); n++) {
            for (int h = 0; h < in.dim(1); h++) {
                int i = inner.offset() + (n * in.dim(1) + h) * row;
                int o = outer.offset()
                        + ((n * out.dim(1) + h + padding[0][0]) * out.dim(2) + padding[1][0]) * out.dim(3);
                if (outwards) {
                    System.arraycopy(inner.data(), i, outer.data(), o, row);
                } else {
                    System.arraycopy(outer.data(), o, inner.data(), i, row);
                }
            }
        }
    }
}
