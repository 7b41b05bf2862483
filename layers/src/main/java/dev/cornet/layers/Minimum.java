package dev.cornet.layers;

import dev.cornet.layer.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** y = the smallest of the inputs; the gradient goes to the first of equals. Reference: Keras' Minimum page. */
public final class Minimum extends Elementwise<Minimum> {
    @Override
    void merge(List<Tensor> xs, Tensor y) {
        y.copyFrom(xs.get(0));
        for (Tensor x : xs.subList(1, xs.size())) {
            for (int i = 0; i < y.size(); i++) {
                int at = y.offset() + i;
                y.data()[at] = Math.min(y.data()[at], x.data()[x.offset() + i]);
            }
        }
    }

    @Override
    Tensor way(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass) {
        return Picked.gradient(i, xs, y, dy, pass);
    }
}
