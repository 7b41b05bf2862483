package dev.cornet.samples;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.initializers.Constant;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A layer y = x·σ(βx) with a learned β for each feature. Reference: Ramachandran, Zoph and Le, "Searching for Activation Functions", 2017.
 */
public final class Swish extends UnaryLayer<Swish> {
    @Option // saved with the layer
    private double start = 1;

    private @Nullable Variable beta;

    /** The value of every β at the start; default 1. */
    public Swish start(double start) {
        this.start = start;
        return this;
    }

    @Override
    protected void build(Shape in) {
        beta = weight("beta", Shape.of(in.last()), new Constant(start));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Variable learned = Objects.requireNonNull(beta);
        float[] b = learned.value().toArray();
        float[] v = x.toArray();
        float[] s = new float[v.length];
        float[] y = new float[v.length];
        for (int i = 0; i < v.length; i++) {
            s[i] = (float) (1 / (1 + Math.exp(-b[i % b.length] * v[i])));
            y[i] = v[i] * s[i];
        }
        return new Output(Tensor.wrap(y, x.shape()), (dy, grads) -> {
            float[] d = dy.toArray();
            float[] dx = new float[v.length];
            float[] db = new float[v.length];
            for (int i = 0; i < v.length; i++) {
                float derivative = s[i] * (1 - s[i]); // σ'
                dx[i] = d[i] * (s[i] + b[i % b.length] * v[i] * derivative);
                db[i] = d[i] * v[i] * v[i] * derivative;
            }
            Ops.addSumRows(grads.accumulator(learned), Tensor.wrap(db, x.shape()));
            return Tensor.wrap(dx, x.shape());
        });
    }
}
