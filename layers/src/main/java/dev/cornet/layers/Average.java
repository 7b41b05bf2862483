package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** Layer that averages its inputs: y = (x₁ + … + xₙ)/n. Inputs of different shapes are broadcast. Reference: Keras' Average page. */
public final class Average extends BaseMerge<Average> {
    @Override
    void merge(Tensor y, Tensor x) {
        Ops.add(y, x);
    }

    @Override
    void finish(Tensor y, int n) {
        Ops.scale(y, 1f / n);
    }

    @Override
    Tensor inputGradient(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass) {
        Tensor dx = pass.tensor(dy.shape());
        dx.copyFrom(dy);
        Ops.scale(dx, 1f / xs.size());
        return dx;
    }
}
