package dev.cornet.layers;

import dev.cornet.layer.Merge;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Collections;
import java.util.List;

/** y = Σ of the inputs, which have one shape. Reference: Keras' Add page. */
public final class Add extends Merge<Add> {
    @Override
    protected Shape outputShape(List<Shape> ins) {
        requireShape(ins.size() >= 2, "takes at least two inputs, got %d", ins.size());
        for (Shape in : ins) {
            requireShape(in.equals(ins.get(0)), "takes inputs of one shape, got %s", ins);
        }
        return ins.get(0);
    }

    @Override
    protected Merged forward(List<Tensor> xs, Pass pass) {
        Tensor y = pass.tensor(xs.get(0).shape());
        y.copyFrom(xs.get(0));
        for (Tensor x : xs.subList(1, xs.size())) {
            Ops.add(y, x);
        }
        return new Merged(y, (dy, grads) -> Collections.nCopies(xs.size(), dy));
    }
}
