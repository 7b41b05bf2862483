package dev.cornet.layers;

import dev.cornet.tensor.Tensor;

/**
 * Layer that takes the element-wise minimum of its inputs: y = min(x₁, x₂, …). Masked steps of an input are left out, and inputs of
 * different shapes are broadcast.
 *
 * <p>Where several inputs are equal to y, the first one gets the gradient. Reference: Keras' Minimum page.
 */
public final class Minimum extends BaseExtremum<Minimum> {
    @Override
    void merge(Tensor y, Tensor x) {
        for (int i = 0; i < y.size(); i++) {
            int at = y.offset() + i;
            y.data()[at] = Math.min(y.data()[at], x.data()[x.offset() + i]);
        }
    }

    @Override
    boolean prefers(float next, float picked) {
        return next < picked;
    }
}
