package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.initializers.GlorotUniform;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Attention of the steps of a sequence x (batch, steps, features) to each other, in several heads: y = (softmax(s·q·kᵀ)·v)·O with q = x·Q,
 * k = x·K, v = x·V, computed for each head on its part of the features, s = 1/√(features of a head). Masked steps get no attention.
 * Weights: Q "query", K "key", V "value", O "output". Reference: Keras' MultiHeadAttention page.
 */
public final class SelfAttention extends UnaryLayer<SelfAttention> {
    @Option
    private int heads = 2;

    private final Variable[] projections = new Variable[4];

    public SelfAttention heads(int heads) {
        this.heads = heads;
        return self();
    }

    @Override
    protected void build(Shape in) {
        require(in.last() % heads == 0, "the features, %d, must be a multiple of heads, %d", in.last(), heads);
        for (int i = 0; i < 4; i++) {
            String name = List.of("query", "key", "value", "output").get(i);
            projections[i] = weight(name, Shape.of(in.last(), in.last()), new GlorotUniform());
        }
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
    protected Output forward(Tensor x, Pass pass) {
        float scale = (float) Math.sqrt((double) heads / x.shape().last());
        Tensor q = split(pass.dot(x, projections[0]), pass);
        Tensor k = split(pass.dot(x, projections[1]), pass);
        Tensor v = split(pass.dot(x, projections[2]), pass);
        Tensor p = pass.matmulT(q, k);
        Ops.scale(p, scale);
        Ops.softmaxRows(p, pass.mask());
        Tensor z = join(pass.matmul(p, v), pass);
        return new Output(pass.dot(z, projections[3]), (dy, grads) -> {
            grads.addTransposedDot(projections[3], z, dy);
            Tensor dz = split(pass.dotT(dy, projections[3]), pass);
            Tensor dScores = pass.matmulT(dz, v);
            Ops.softmaxRowsBackward(dScores, p);
            Ops.scale(dScores, scale);
            Tensor dx = pass.zeros(x.shape());
            List<Tensor> gradients =
                    List.of(pass.matmul(dScores, k), pass.transposedMatmul(dScores, q), pass.transposedMatmul(p, dz));
            for (int i = 0; i < 3; i++) {
                Tensor d = join(gradients.get(i), pass);
                grads.addTransposedDot(projections[i], x, d);
                Ops.add(dx, pass.dotT(d, projections[i]));
            }
            return dx;
        });
    }

    /** (batch, steps, features) → (batch, heads, steps, features of a head) */
    private Tensor split(Tensor x, Pass pass) {
        return pass.permute(x.reshape(x.shape().dim(0), x.shape().dim(1), heads, -1), 0, 2, 1, 3);
    }

    private static Tensor join(Tensor x, Pass pass) {
        return pass.permute(x, 0, 2, 1, 3).reshape(x.shape().dim(0), x.shape().dim(2), -1);
    }
}
