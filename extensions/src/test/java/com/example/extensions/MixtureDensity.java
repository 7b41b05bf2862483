package com.example.extensions;

import dev.cornet.activations.Softmax;
import dev.cornet.activations.Softplus;
import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.layers.KernelLayer;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** The parameters of a mixture of m normal distributions: y = (softmax(z₁), z₂, softplus(z₃) + 0.001) with z = x·W + b. */
public final class MixtureDensity extends KernelLayer<MixtureDensity> {
    @Option(required = true)
    private int components;

    private MixtureDensity() {}

    public MixtureDensity(int components) {
        this.components = components;
    }

    @Override
    protected void build(Shape in) {
        buildKernel(Shape.of(in.last(), 3 * components));
        buildBias(Shape.of(3 * components));
    }

    @Override
    protected Shape outputShape(Shape in) {
        return in.withLast(3 * components);
    }

    @Override
    protected Output preActivation(Tensor x, Pass pass) {
        Tensor z = pass.dot(x, kernel());
        Ops.addRows(z, bias().value());
        Output weights = apply(new Softmax(), z, 0, pass);
        Output deviations = apply(new Softplus(), z, 2, pass);
        Tensor y = pass.tensor(z.shape());
        y.copyFrom(z);
        copy(weights.y(), y, 0, true, 0);
        copy(deviations.y(), y, 2, true, 1e-3f);
        return new Output(y, (dy, grads) -> {
            copy(weights.backward().apply(part(dy, 0, pass), grads), dy, 0, true, 0);
            copy(deviations.backward().apply(part(dy, 2, pass), grads), dy, 2, true, 0);
            grads.addTransposedDot(kernel(), x, dy);
            Ops.addSumRows(grads.accumulator(bias()), dy);
            return pass.dotT(dy, kernel());
        });
    }

    private Output apply(ActivationFunction phi, Tensor z, int third, Pass pass) {
        return phi.forward(part(z, third, pass), pass);
    }

    private Tensor part(Tensor z, int third, Pass pass) {
        Tensor part = pass.tensor(z.shape().withLast(components));
        copy(part, z, third, false, 0);
        return part;
    }

    /** Copies {@code part} + {@code offset} into a third of the columns of z, or that third into {@code part}. */
    private void copy(Tensor part, Tensor z, int third, boolean toZ, float offset) {
        for (int i = 0; i < part.size(); i++) {
            int at = z.offset() + (i / components * 3 + third) * components + i % components;
            if (toZ) {
                z.data()[at] = part.data()[part.offset() + i] + offset;
            } else {
                part.data()[part.offset() + i] = z.data()[at];
            }
        }
    }
}
