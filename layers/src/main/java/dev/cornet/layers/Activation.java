package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.backend.Epilogue;
import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PassThrough;
import dev.cornet.nn.SplitActivation;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Layer that applies an activation function: y = φ(x), in the shape of x. Reference: Keras' Activation page. */
public final class Activation extends UnaryLayer<Activation> implements PassThrough {
    @Option
    private ActivationFunction activation = Activations.of("linear");

    private Activation() {}

    /** Applies the function {@code activation}. */
    public Activation(ActivationFunction activation) {
        Arguments.notNull(activation, "Activation", "activation");
        this.activation = activation;
    }

    /** Applies the function with Keras' name {@code name}, such as "relu". */
    public Activation(String name) {
        activation = component(ActivationFunction.class, "activation", name);
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return applied(activation, x, pass);
    }

    /** φ of a copy of x: activation functions may overwrite their argument, but x is another layer's output. */
    static Output applied(ActivationFunction activation, Tensor x, Pass pass) {
        Tensor z = pass.tensor(x.shape());
        z.copyFrom(x);
        return activation.forward(z, pass);
    }

    @Override
    protected @Nullable String lastActivation() {
        return Activations.nameOf(activation);
    }

    @Override
    public boolean passesInput(boolean training) {
        return "linear".equals(lastActivation());
    }

    @Override
    protected Epilogue epilogue() {
        return activation.epilogue();
    }

    @Override
    protected @Nullable SplitActivation splitActivation() {
        return lastActivation() == null ? null : new SplitActivation(null, this);
    }

    @Override
    protected @Nullable Operation fuse(Operation next, FusionContext context) {
        return next instanceof MaxPooling2D pooling && ReluAfterMaxPooling.isRelu(activation)
                ? new ReluAfterMaxPooling(this, null, activation, pooling)
                : null;
    }
}
