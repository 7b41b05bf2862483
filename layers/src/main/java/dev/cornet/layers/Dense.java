package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Ops;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.config.Option;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Densely connected layer: y = φ(x·W + b) along the last axis.
 *
 * <p>x (batch, …, features), y (batch, …, units). Weights: W "kernel" (features, units), b "bias" (units). Options: the activation φ
 * (default linear), whether b is used (default true), initializers (glorot_uniform for W, zeros for b), regularizers and constraints
 * (none). Reference: Keras' Dense page.
 */
public final class Dense extends KernelLayer<Dense> {
    @Option
    private int units;

    private Dense() {}

    /** A layer with {@code units} outputs. */
    public Dense(int units) {
        this.units = units;
        validate();
    }

    @Override
    protected void validate() {
        require(units > 0, "units, the number of outputs, must be positive, got %d", units);
    }

    @Override
    protected void build(Shape in) {
        buildKernel(Shape.of(in.last(), units));
        buildBias(Shape.of(units));
    }

    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                in.rank() >= 2,
                "wants samples of at least one axis, got a single number per sample, data of shape (n). Give each number a row"
                        + " of its own: x.reshape(n, 1), or Input.of(1).");
        return in.withLast(units);
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output preActivation(Tensor x, Pass pass) {
        Variable w = kernel();
        Variable b = bias();
        Tensor z = pass.dot(x, w);
        if (b != null) {
            Ops.addRows(z, b.value());
        }
        return new Output(z, (dz, grads) -> {
            if (grads.requires(w)) {
                grads.addTransposedDot(w, x, dz);
            }
            if (b != null && grads.requires(b)) {
                Ops.addSumRows(grads.accumulator(b), dz);
            }
            return grads.requiresInput() ? pass.dotT(dz, w) : null;
        });
    }

    @Override
    LinearMap linearMap() {
        return new Product(this, kernel(), bias());
    }

    private record Product(
            Layer layer, Variable kernel, @Nullable Variable bias) implements LinearMap {
        @Override
        public Tensor compute(Tensor x, WeightsAndBias weights, Epilogue epilogue, Pass pass) {
            Tensor z = pass.dot(x, weights.kernel());
            if (weights.bias() != null) {
                Ops.addRows(z, weights.bias());
            }
            Ops.applyEpilogue(z, epilogue);
            return z;
        }
    }
}
