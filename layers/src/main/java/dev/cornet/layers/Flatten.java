package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.layer.Fluent;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Each sample as one row: x (batch, a, b, …) is seen as y (batch, a·b·…). Nothing is copied. Reference: Keras' Flatten page. */
public final class Flatten extends Fluent<Flatten> {
    @Option
    private String dataFormat = Images2D.CHANNELS_LAST;

    private final PerShape<Shape> rows = new PerShape<>(in -> Shape.of(in.size()));

    @Override
    protected void validate() {
        Images2D.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        return rows.of(in);
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Shape shape = x.shape();
        Tensor y = x.reshape(rows.of(shape.rest()).prepend(shape.dim(0)));
        return new Output(y, (dy, grads) -> dy.reshape(shape));
    }
}
