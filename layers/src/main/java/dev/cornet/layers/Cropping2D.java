package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Images without their margins: x (batch, top + h + bottom, left + w + right, c), y (batch, h, w, c). Reference: Keras' Cropping2D page. */
public final class Cropping2D extends Fluent<Cropping2D> {
    @Option
    private int[][] cropping = {{0, 0}, {0, 0}};

    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    /** Nothing is cut off. */
    public Cropping2D() {}

    /** As many pixels off each side. */
    public Cropping2D(int all) {
        this(all, all);
    }

    /** {@code height} rows off above and below, {@code width} columns off left and right. */
    public Cropping2D(int height, int width) {
        this(height, height, width, width);
    }

    public Cropping2D(int top, int bottom, int left, int right) {
        cropping = Insets.of(top, bottom, left, right);
        validate();
    }

    private Insets margins() {
        return Insets.of(this, "cropping", cropping);
    }

    @Override
    protected void validate() {
        margins();
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        Insets m = margins();
        long height = (long) in.dim(0) - m.top() - m.bottom();
        long width = (long) in.dim(1) - m.left() - m.right();
        requireShape(
                height > 0 && width > 0,
                "cropping %d + %d rows and %d + %d columns leaves nothing of images %s; crop less",
                m.top(),
                m.bottom(),
                m.left(),
                m.right(),
                in);
        return Shape.of((int) height, (int) width, in.last());
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Insets margins = margins();
        Tensor y = pass.tensor(
                outputShape(x.shape().withoutBatch()).withBatch(x.shape().dim(0)));
        margins.narrow(x, y);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            margins.widen(dy, dx);
            return dx;
        });
    }
}
