package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Merge;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Linear attention of the inputs q (batch, steps, features) and v (batch, other steps, features): y = φ(q)·(φ(v)ᵀ·v) / (φ(q)·Σ φ(v)),
 * φ = elu + 1. Masked steps of v get no attention; the mask of y is that of q. Reference: Katharopoulos and others, "Transformers are
 * RNNs", ICML 2020.
 */
public final class LinearAttention extends Merge<LinearAttention> {
    @Override
    protected Shape outputShape(List<Shape> ins) {
        requireShape(ins.size() == 2 && ins.get(0).last() == ins.get(1).last(), "takes q and v, got %s", ins);
        return ins.get(0);
    }

    @Override
    protected boolean readsMask() {
        return true;
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Outputs forward(List<Tensor> xs, Pass pass) {
        Tensor v = xs.get(1);
        Tensor mask = pass.mask(1);
        Tensor q = pass.map(xs.get(0), LinearAttention::phi);
        Tensor k = pass.map(v, LinearAttention::phi);
        if (mask != null) {
            Ops.multiplyColumns(k, mask);
        }
        Tensor v1 = pass.concatenate(v, pass.full(v.shape().withLast(1), 1)); // the last column sums up φ(v)
        Tensor kv = pass.transposedMatmul(k, v1);
        Tensor z = pass.matmul(q, kv);
        int n = v.shape().last();
        Tensor factor = pass.map(pass.columns(z, n, n + 1), sum -> 1 / (sum + 1e-7));
        Tensor y = pass.columns(z, 0, n);
        Ops.multiplyColumns(y, factor);
        return Outputs.of(y, (dy, grads) -> {
            Tensor dSum = pass.zeros(factor.shape());
            Ops.addProductSumColumns(dSum, dy, y);
            Ops.map(dSum, dSum, factor, (d, f) -> -d * f);
            Ops.multiplyColumns(dy, factor);
            Tensor dz = pass.concatenate(dy, dSum);
            Tensor dkv = pass.transposedMatmul(q, dz);
            Tensor dk = pass.matmulT(v1, dkv);
            if (mask != null) {
                Ops.multiplyColumns(dk, mask);
            }
            Tensor dv = pass.columns(pass.matmul(k, dkv), 0, n);
            Ops.add(dv, pass.map(dk, v, LinearAttention::backward));
            return List.of(pass.map(pass.matmulT(dz, kv), xs.get(0), LinearAttention::backward), dv);
        });
    }

    private static double phi(double x) {
        return x > 0 ? x + 1 : Math.exp(x);
    }

    private static double backward(double dy, double x) {
        return x > 0 ? dy : dy * Math.exp(x);
    }
}
