package dev.cornet.applications;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.nn.Merge;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Layer that adds its second input, multiplied by a constant, to the first: y = x₁ + scale·x₂. {@link InceptionResNetV2} scales its
 * residuals by it, and Keras' files of this network contain it. Both inputs have the same shape. Reference: Keras' InceptionResNetV2 page.
 */
public final class CustomScaleLayer extends Merge<CustomScaleLayer> {
    @Option(required = true)
    private double scale;

    private CustomScaleLayer() {}

    /** A layer with this factor of the second input: {@code new CustomScaleLayer(0.17).of(x, residual)}. */
    public CustomScaleLayer(double scale) {
        this.scale = scale;
        validate();
    }

    @Override
    protected void validate() {
        require(Double.isFinite(scale), "scale must be a finite number, got %s", scale);
    }

    @Override
    protected Shape outputShape(List<Shape> ins) {
        requireShape(
                ins.size() == 2, "takes two inputs, got %d. Write new CustomScaleLayer(scale).of(a, b).", ins.size());
        requireShape(
                ins.get(0).equals(ins.get(1)),
                "takes two inputs of one shape, got %s. Bring them to one shape first, as by a 1x1 Conv2D.",
                Shape.samples(ins));
        return ins.get(0);
    }

    @Override
    protected Outputs forward(List<Tensor> xs, Pass pass) {
        Tensor y = pass.tensor(xs.get(0).shape());
        y.copyFrom(xs.get(0));
        Ops.addScaled(y, xs.get(1), (float) scale);
        return Outputs.of(y, (dy, grads) -> {
            Tensor dx = pass.tensor(dy.shape());
            dx.copyFrom(dy);
            Ops.scale(dx, (float) scale);
            return List.of(dy, dx);
        });
    }
}
