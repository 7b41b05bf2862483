package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Merge;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** Bilinear pooling of images a and b of one size: y (batch, channels of a, channels of b) = the mean over all pixels of aᵢ·bⱼ. */
public final class BilinearPooling extends Merge<BilinearPooling> {
    @Override
    protected Shape outputShape(List<Shape> ins) {
        boolean areOfOneSize = ins.get(0).withLast(1).equals(ins.get(1).withLast(1));
        requireShape(areOfOneSize, "takes two images of one height and width, got %s", ins);
        return Shape.of(ins.get(0).dim(0), ins.get(0).last(), ins.get(1).last());
    }

    @Override
    protected Outputs forward(List<Tensor> xs, Pass pass) {
        Tensor a = pixels(xs.get(0));
        Tensor b = pixels(xs.get(1));
        float share = 1f / a.shape().dim(1);
        Tensor y = pass.transposedMatmul(a, b);
        Ops.scale(y, share);
        return Outputs.of(y, (dy, grads) -> {
            Ops.scale(dy, share);
            Tensor da = pass.matmulT(b, dy).reshape(xs.get(0).shape());
            return List.of(da, pass.matmul(a, dy).reshape(xs.get(1).shape()));
        });
    }

    private static Tensor pixels(Tensor x) {
        return x.reshape(x.shape().dim(0), -1, x.shape().last());
    }
}
