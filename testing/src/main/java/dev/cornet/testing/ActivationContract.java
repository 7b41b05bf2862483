package dev.cornet.testing;

import dev.cornet.activations.Linear;
import dev.cornet.config.Option;
import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.Supplier;

/**
 * The contract test of activations: {@code ActivationContract.check(MyActivation::new)}.
 *
 * <p>It checks that all options are saved, and applies the activation in a layer that {@link LayerContract} checks: its gradient is right,
 * y depends on its own row alone, is the same in training and inference, in any slices and threads, and after the activation is read from
 * its saved form. A failed check is a {@link CornetException} that names it.
 */
public final class ActivationContract {
    private static final Shape SAMPLE = Shape.of(3, 4);

    private ActivationContract() {}

    /** Checks the activations that {@code factory} creates. */
    public static void check(Supplier<? extends ActivationFunction> factory) {
        OptionsContract.check(ActivationFunction.class, factory.get());
        ActivationFunction activation = factory.get();
        Tensor inference = apply(activation, false);
        OptionsContract.require(
                Comparison.distance(inference, apply(activation, true)) <= 1e-6,
                activation,
                "gives other values in training than in inference");
        LayerContract.check(() -> new Applied(factory.get()), SAMPLE);
    }

    private static Tensor apply(ActivationFunction activation, boolean training) {
        Tensor z = Tensor.zeros(SAMPLE);
        for (int i = 0; i < z.size(); i++) {
            z.data()[i] = 0.7f * i - 3.9f;
        }
        return activation
                .forward(z, training ? Pass.training(1) : Pass.inference())
                .y()
                .copy();
    }

    /** The layer y = φ(x). */
    static final class Applied extends UnaryLayer<Applied> {
        @Option
        private ActivationFunction activation = new Linear();

        private Applied() {}

        Applied(ActivationFunction activation) {
            this.activation = activation;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Output y = activation.forward(pass.copy(x), pass);
            return new Output(y.y(), (dy, grads) -> y.backward().apply(pass.copy(dy), grads));
        }
    }
}
