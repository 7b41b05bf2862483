package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Layer that subtracts its second input from the first: y = x₁ − x₂. Inputs of different shapes are broadcast. Reference: Keras' Subtract
 * page.
 */
public final class Subtract extends BaseMerge<Subtract> {
    @Override
    protected Shape outputShape(List<Shape> ins) {
        requireShape(ins.size() == 2, "takes two inputs, got %d. Write new Subtract().of(a, b).", ins.size());
        return super.outputShape(ins);
    }

    @Override
    void merge(Tensor y, Tensor x) {
        Ops.addScaled(y, x, -1f);
    }

    @Override
    Tensor inputGradient(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass) {
        if (i == 0) {
            return dy;
        }
        Tensor dx = pass.tensor(dy.shape());
        dx.copyFrom(dy);
        Ops.scale(dx, -1f);
        return dx;
    }
}
