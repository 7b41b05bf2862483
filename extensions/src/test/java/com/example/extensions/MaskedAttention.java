package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.nn.Merge;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Dot-product attention of the inputs q (batch, steps, features) and v (batch, other steps, features): y = softmax(s·q·vᵀ)·v with a
 * weight s "scale". Masked steps of v get no attention, and y is 0 at masked steps of q, whose mask is that of y. Reference: Keras'
 * Attention page.
 */
public final class MaskedAttention extends Merge<MaskedAttention> {
    @Option("scale")
    private final WeightOptions scaleOptions = new WeightOptions("ones");

    private Variable scale;

    @Override
    protected void build(List<Shape> ins) {
        scale = weight("scale", Shape.of(), scaleOptions);
    }

    @Override
    protected Shape outputShape(List<Shape> ins) {
        requireShape(ins.size() == 2 && ins.get(1).rank() == 3, "takes two sequences, got %s", ins);
        return ins.get(0).withLast(ins.get(1).last());
    }

    @Override
    protected boolean readsMask() {
        return true;
    }

    @Override
    protected boolean supportsMasking() {
        return true; // the mask of q
    }

    @Override
    protected Outputs forward(List<Tensor> xs, Pass pass) {
        Tensor q = xs.get(0);
        Tensor v = xs.get(1);
        Tensor qMask = pass.mask(0);
        float s = scale.value().get();
        Tensor products = pass.matmulT(q, v);
        Tensor p = pass.copy(products);
        Ops.scale(p, s);
        Ops.softmaxRows(p, pass.mask(1));
        Tensor y = pass.matmul(p, v);
        if (qMask != null) {
            Ops.multiplyColumns(y, qMask);
        }
        return Outputs.of(y, (dy, grads) -> {
            if (qMask != null) {
                Ops.multiplyColumns(dy, qMask);
            }
            Tensor dv = pass.transposedMatmul(p, dy);
            Tensor dScores = pass.matmulT(dy, v);
            Ops.softmaxRowsBackward(dScores, p);
            Ops.addScalar(grads.accumulator(scale), (float) Ops.dot(products, dScores));
            Ops.scale(dScores, s);
            Ops.addTransposedMatmul(dv, dScores, q);
            return List.of(pass.matmul(dScores, v), dv);
        });
    }
}
