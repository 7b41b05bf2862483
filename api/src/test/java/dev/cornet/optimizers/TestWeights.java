package dev.cornet.optimizers;

import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.initializers.RandomUniform;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** Weights for tests of optimizers: "kernel" and "bias" of a layer that computes nothing. */
final class TestWeights extends UnaryLayer<TestWeights> {
    private final List<Tensor> start;
    private final List<Constraint> constraints;

    private TestWeights(List<Tensor> start, List<Constraint> constraints) {
        this.start = start;
        this.constraints = constraints;
    }

    static List<Variable> of(Tensor... start) {
        return constrained(List.of(), start);
    }

    /** @param constraints the constraints of the first weights, by index; the other weights have none */
    static List<Variable> constrained(List<Constraint> constraints, Tensor... start) {
        TestWeights layer = new TestWeights(List.of(start), constraints);
        LayerAccess.buildOrCheck(layer.named("dense"), List.of(Shape.of(-1, 1)));
        return layer.variables();
    }

    /** Pseudorandom values between −1 and 1. */
    static Tensor values(long seed, int... dims) {
        Tensor values = Tensor.zeros(dims);
        new RandomUniform(-1, 1).fill(values, new RandomStream(seed));
        return values;
    }

    @Override
    protected void build(Shape in) {
        for (int i = 0; i < start.size(); i++) {
            Tensor value = start.get(i);
            String name = i == 0 ? "kernel" : i == 1 ? "bias" : "weight" + i;
            weight(
                    name,
                    value.shape(),
                    new FixedValues(value),
                    null,
                    i < constraints.size() ? constraints.get(i) : null);
        }
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        throw new UnsupportedOperationException();
    }

    private static final class FixedValues extends Initializer {
        private final Tensor value;

        FixedValues(Tensor value) {
            this.value = value;
        }

        @Override
        public void fill(Tensor w, RandomStream random) {
            w.copyFrom(value);
        }
    }
}
