package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.layers.KernelMerge;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** A layer of two vectors: y = φ(Σ aᵢ·bⱼ·Kᵢⱼ + b), with a weight K "kernel" (features of a · features of b, units). */
public final class Bilinear extends KernelMerge<Bilinear> {
    @Option(required = true)
    private int units;

    private Bilinear() {}

    public Bilinear(int units) {
        this.units = units;
    }

    @Override
    protected Shape outputShape(List<Shape> ins) {
        return ins.get(0).withLast(units);
    }

    @Override
    protected void build(List<Shape> ins) {
        buildKernel(Shape.of(ins.get(0).last() * ins.get(1).last(), units));
        buildBias(Shape.of(units));
    }

    @Override
    protected Outputs preActivation(List<Tensor> xs, Pass pass) {
        Tensor a = xs.get(0).reshape(-1, xs.get(0).rowSize(), 1);
        Tensor b = xs.get(1).reshape(-1, 1, xs.get(1).rowSize());
        Tensor products = pass.matmul(a, b);
        Tensor x = products.reshape(-1, products.rowSize());
        return Outputs.of(pass.dot(x, kernel()), (dz, grads) -> {
            grads.addTransposedDot(kernel(), x, dz);
            Tensor d = pass.dotT(dz, kernel()).reshape(products.shape());
            Tensor da = pass.matmulT(d, b).reshape(xs.get(0).shape());
            return List.of(da, pass.transposedMatmul(a, d).reshape(xs.get(1).shape()));
        });
    }
}
