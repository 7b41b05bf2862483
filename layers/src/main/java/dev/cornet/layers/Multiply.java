package dev.cornet.layers;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Layer that multiplies its inputs element-wise: y = x₁·x₂·…. Masked steps of an input are left out, and inputs of different shapes are
 * broadcast. Reference: Keras' Multiply page.
 */
public final class Multiply extends BaseMerge<Multiply> {
    @Override
    void merge(Tensor y, Tensor x) {
        float[] a = y.data();
        float[] b = x.data();
        int ao = y.offset();
        int bo = x.offset();
        for (int i = 0; i < y.size(); i++) {
            a[ao + i] *= b[bo + i];
        }
    }

    @Override
    MaskedMerge maskedMerge(List<Tensor> xs, List<@Nullable Tensor> masks, Pass pass) {
        return MaskedMerge.product(xs, masks, pass);
    }

    @Override
    Tensor inputGradient(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass) {
        Tensor dx = pass.tensor(dy.shape());
        dx.copyFrom(dy);
        for (int j = 0; j < xs.size(); j++) {
            if (j != i) {
                merge(dx, xs.get(j));
            }
        }
        return dx;
    }
}
