package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;

/** One way through an activation and back, with the arguments left as they were. */
record Runs(Tensor y, Tensor dz) {
    private static final Gradients NONE = new Gradients() {
        @Override
        public Tensor accumulator(Variable w) {
            throw new AssertionError("an activation has no weights");
        }

        @Override
        public boolean requires(Variable w) {
            return false;
        }

        @Override
        public boolean requiresInput() {
            return true;
        }
    };

    static Runs of(ActivationFunction phi, Tensor z, Tensor dy) {
        Output out = phi.forward(z.copy(), Pass.training(1));
        Tensor y = out.y().copy();
        return new Runs(y, out.backward().apply(dy.copy(), NONE).copy());
    }

    static Tensor forward(ActivationFunction phi, Tensor z) {
        return phi.forward(z.copy(), Pass.inference()).y();
    }

    /** The derivative alone, of activations that work on each value by itself. */
    static Tensor derivative(ActivationFunction phi, Tensor z) {
        Tensor ones = Tensor.zeros(z.shape());
        java.util.Arrays.fill(ones.data(), 1f);
        return of(phi, z, ones).dz();
    }
}
