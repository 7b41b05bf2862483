package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;

/** The result of one forward and backward of an activation; the arguments are not changed. */
record ActivationRun(Tensor y, Tensor dz) {
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

    static ActivationRun of(ActivationFunction phi, Tensor z, Tensor dy) {
        Output out = phi.forward(z.copy(), Pass.training(1));
        Tensor y = out.y().copy();
        return new ActivationRun(y, out.backward().apply(dy.copy(), NONE).copy());
    }

    static Tensor forward(ActivationFunction phi, Tensor z) {
        return phi.forward(z.copy(), Pass.inference()).y();
    }

    /** The derivative of an elementwise activation: dz for dy = 1. */
    static Tensor derivative(ActivationFunction phi, Tensor z) {
        Tensor ones = Tensor.zeros(z.shape());
        java.util.Arrays.fill(ones.data(), 1f);
        return of(phi, z, ones).dz();
    }
}
