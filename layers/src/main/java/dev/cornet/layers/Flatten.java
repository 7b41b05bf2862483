package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Layer that flattens each sample: x (batch, a, b, …), y (batch, a·b·…). No values are copied. Reference: Keras' Flatten page. */
public final class Flatten extends UnaryLayer<Flatten> {
    @Option
    private String dataFormat = ImageChecks.CHANNELS_LAST;

    private final ShapeCache<Shape> rows = new ShapeCache<>(in -> Shape.of(in.size()));

    @Override
    protected void validate() {
        ImageChecks.requireChannelsLast(this, dataFormat);
    }

    @Override
    protected Shape outputShape(Shape in) {
        return rows.get(in.withoutBatch()).withBatch(in.dim(0));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Shape shape = x.shape();
        return new Output(x.reshape(outputShape(shape)), (dy, grads) -> dy.reshape(shape));
    }
}
