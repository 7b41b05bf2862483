package dev.cornet.nn;

import dev.cornet.regularizers.Regularizer;

/**
 * The option methods of a layer y = φ(…), which has fields for "activation", an {@link ActivationFunction}, and for "activity_regularizer",
 * a nullable {@link Regularizer}.
 *
 * @param <L> the type of the layer itself
 */
public interface ActivationOptions<L> {
    /** Sets the activation φ; default linear, tanh in recurrent layers. */
    default L activation(ActivationFunction activation) {
        return OptionMethods.set(this, "activation", activation);
    }

    default L activation(String name) {
        return OptionMethods.set(this, ActivationFunction.class, "activation", name);
    }

    /** Sets the regularizer of the output: its penalty, divided by the batch size, is added to the loss; default none. */
    default L activityRegularizer(Regularizer regularizer) {
        return OptionMethods.set(this, "activity_regularizer", regularizer);
    }

    default L activityRegularizer(String name) {
        return OptionMethods.set(this, Regularizer.class, "activity_regularizer", name);
    }
}
