package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.initializers.RandomNormal;
import dev.cornet.layers.KernelLayer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * Dense layer with a spectrally normalized kernel: y = φ(x·W/s + b), where s = v·W·uᵀ is the largest singular value of W as one step of
 * power iteration estimates it in training; u and v are constants for the gradient. Reference: Miyato et al., ICLR 2018.
 */
public final class SpectralDense extends KernelLayer<SpectralDense> {
    @Option(required = true)
    private int units;

    private Variable u;

    private SpectralDense() {}

    public SpectralDense(int units) {
        this.units = units;
    }

    @Override
    protected void build(Shape in) {
        buildKernel(Shape.of(in.last(), units));
        u = nonTrainableWeight("vector_u", Shape.of(1, units), new RandomNormal());
        buildBias(Shape.of(units));
    }

    @Override
    protected Shape outputShape(Shape in) {
        return in.withLast(units);
    }

    @Override
    protected Output preActivation(Tensor x, Pass pass) {
        Tensor v = normalized(pass.dotT(u.value(), kernel()));
        Tensor next = normalized(pass.dot(v, kernel()));
        Tensor right = pass.training() ? next : normalized(u.value().copy());
        if (pass.training()) {
            pass.assignAfterStep(u, next);
        }
        float s = pass.dotT(pass.dot(v, kernel()), right).get(0, 0);
        Tensor z = pass.dot(x, kernel());
        Ops.scale(z, 1 / s);
        Tensor linear = z.copy();
        Variable b = bias();
        if (b != null) {
            Ops.addRows(z, b.value());
        }
        return new Output(z, (dz, grads) -> {
            if (b != null) {
                Ops.addSumRows(grads.accumulator(b), dz);
            }
            double product = 0; // dW = xᵀ·dz/s − vᵀ·u·Σ(dz·z)/s
            for (int i = 0; i < dz.size(); i++) {
                product += (double) dz.data()[dz.offset() + i] * linear.data()[i];
            }
            Ops.scale(dz, 1 / s);
            grads.addTransposedDot(kernel(), x, dz);
            Ops.scale(v, (float) (-product / s));
            grads.addTransposedDot(kernel(), v, right);
            return pass.dotT(dz, kernel());
        });
    }

    private static Tensor normalized(Tensor vector) {
        Ops.scale(vector, (float) (1 / Math.sqrt(Ops.sumOfSquares(vector) + 1e-12)));
        return vector;
    }
}
