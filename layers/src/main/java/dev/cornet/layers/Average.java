package dev.cornet.layers;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** Layer that averages its inputs: y = (x₁ + … + xₙ)/n. Inputs of different shapes are broadcast. Reference: Keras' Average page. */
public final class Average extends BaseMerge<Average> {
    @Override
    void merge(List<Tensor> xs, Tensor y) {
        y.copyFrom(xs.get(0));
        for (Tensor x : xs.subList(1, xs.size())) {
            Ops.add(y, x);
        }
        Ops.scale(y, 1f / xs.size());
    }

    @Override
    Tensor inputGradient(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass) {
        Tensor dx = pass.tensor(dy.shape());
        dx.copyFrom(dy);
        Ops.scale(dx, 1f / xs.size());
        return dx;
    }
}
