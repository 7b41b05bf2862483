package com.example.extensions;

import dev.cornet.activations.Softmax;
import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.nn.Merge;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
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
        Tensor vMask = pass.mask(1);
        Tensor y = pass.tensor(q.shape().withLast(v.shape().last()));
        List<Tensor> products = new ArrayList<>();
        List<Output> attentions = new ArrayList<>();
        for (int r = 0; r < q.shape().dim(0); r++) {
            Tensor product = pass.dotT(sample(q, r), sample(v, r));
            Tensor scores = pass.zeros(product.shape());
            Ops.addScaled(scores, product, scale.value().get());
            for (int i = 0; vMask != null && i < scores.size(); i++) {
                scores.data()[scores.offset() + i] -=
                        1e9f * (1 - vMask.get(r, i % v.shape().dim(1)));
            }
            products.add(product);
            attentions.add(new Softmax().forward(scores, pass));
            sample(y, r).copyFrom(pass.dot(attentions.get(r).y(), sample(v, r)));
        }
        zeroMasked(y, qMask);
        return Outputs.of(y, (dy, grads) -> {
            zeroMasked(dy, qMask);
            Tensor dq = pass.tensor(q.shape());
            Tensor dv = pass.zeros(v.shape());
            for (int r = 0; r < q.shape().dim(0); r++) {
                Ops.addTransposedDot(sample(dv, r), attentions.get(r).y(), sample(dy, r));
                Tensor dScores = attentions.get(r).backward().apply(pass.dotT(sample(dy, r), sample(v, r)), grads);
                Ops.addTransposedDot(grads.accumulator(scale).reshape(1, 1), column(products.get(r)), column(dScores));
                Ops.scale(dScores, scale.value().get());
                sample(dq, r).copyFrom(pass.dot(dScores, sample(v, r)));
                Ops.addTransposedDot(sample(dv, r), dScores, sample(q, r));
            }
            return List.of(dq, dv);
        });
    }

    private static Tensor sample(Tensor x, int row) {
        return x.rows(row, row + 1).reshape(x.shape().withoutBatch());
    }

    private static Tensor column(Tensor x) {
        return x.reshape(-1, 1);
    }

    private static void zeroMasked(Tensor y, Tensor mask) {
        for (int i = 0, n = y.shape().last(); mask != null && i < y.size(); i++) {
            y.data()[y.offset() + i] *= mask.data()[mask.offset() + i / n];
        }
    }
}
