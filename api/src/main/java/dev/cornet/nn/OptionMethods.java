package dev.cornet.nn;

import dev.cornet.config.Configurable;
import dev.cornet.config.OptionChecks;
import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.OptionException;
import dev.cornet.initializers.Initializer;
import dev.cornet.regularizers.Regularizer;
import org.jspecify.annotations.Nullable;

/**
 * The option methods that many layers have, {@code new Dense(10).kernelRegularizer(…)}: one interface for each name that Keras gives to a
 * weight, and one for the activation. A layer that extends {@link Fluent} or a subclass of it implements those that it needs, {@code
 * implements OptionMethods.Kernel<MyLayer>}, and has a field for the options: {@code @Option("kernel") private final WeightOptions
 * kernelOptions = new WeightOptions("glorot_uniform")}.
 */
public final class OptionMethods {
    private OptionMethods() {}

    /** Sets an option of a layer, and returns the layer; if it is already built, undoes the change and throws. */
    @SuppressWarnings("unchecked") // L is the class of the layer, as it states where it implements the interface
    private static <L> L set(Object layer, String key, @Nullable Object value) {
        Fluent<?> fluent = fluent(layer, key);
        OptionChecks.set(fluent, key, value);
        return (L) fluent.self();
    }

    /** Sets an option of a layer to a component given by its name, and returns the layer. */
    private static <L> L set(Object layer, Class<? extends Configurable> family, String key, String name) {
        return set(layer, key, fluent(layer, key).component(family, key, name));
    }

    private static Fluent<?> fluent(Object layer, String key) {
        if (layer instanceof Fluent<?> fluent) {
            return fluent;
        }
        throw new OptionException(layer.getClass().getSimpleName() + ": has a method for the option \"" + key
                + "\" but is no layer. Let it extend UnaryLayer, Merge or Fluent.");
    }

    /** The option methods of a layer with fields for "activation" and "activity_regularizer", which may be null. */
    public interface Activation<L> {
        /** Sets the activation φ; default linear, tanh in recurrent layers. */
        default L activation(ActivationFunction activation) {
            return set(this, "activation", activation);
        }

        default L activation(String name) {
            return set(this, ActivationFunction.class, "activation", name);
        }

        /** Sets the regularizer of the output: its penalty, divided by the batch size, is added to the loss; default none. */
        default L activityRegularizer(Regularizer regularizer) {
            return set(this, "activity_regularizer", regularizer);
        }

        default L activityRegularizer(String name) {
            return set(this, Regularizer.class, "activity_regularizer", name);
        }
    }

    /** The option methods of a recurrent layer with a field for "recurrent_activation". */
    public interface RecurrentActivation<L> {
        /** Sets the activation σ of the gates; default sigmoid. */
        default L recurrentActivation(ActivationFunction activation) {
            return set(this, "recurrent_activation", activation);
        }

        default L recurrentActivation(String name) {
            return set(this, ActivationFunction.class, "recurrent_activation", name);
        }
    }

    /** The option methods of a layer with a field for the options of "bias". */
    public interface Bias<L> {
        /** Sets whether the bias is added; default true. The layer has a field for "use_bias". */
        default L useBias(boolean useBias) {
            return set(this, "use_bias", useBias);
        }

        /** Sets the initializer of the bias. */
        default L biasInitializer(Initializer initializer) {
            return set(this, "bias_initializer", initializer);
        }

        default L biasInitializer(String name) {
            return set(this, Initializer.class, "bias_initializer", name);
        }

        /** Sets the regularizer of the bias, whose penalty is added to the loss; default none. */
        default L biasRegularizer(Regularizer regularizer) {
            return set(this, "bias_regularizer", regularizer);
        }

        default L biasRegularizer(String name) {
            return set(this, Regularizer.class, "bias_regularizer", name);
        }

        /** Sets the constraint that is applied to the bias after each update; default none. */
        default L biasConstraint(Constraint constraint) {
            return set(this, "bias_constraint", constraint);
        }

        default L biasConstraint(String name) {
            return set(this, Constraint.class, "bias_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "kernel". */
    public interface Kernel<L> {
        /** Sets the initializer of the kernel. */
        default L kernelInitializer(Initializer initializer) {
            return set(this, "kernel_initializer", initializer);
        }

        default L kernelInitializer(String name) {
            return set(this, Initializer.class, "kernel_initializer", name);
        }

        /** Sets the regularizer of the kernel, whose penalty is added to the loss; default none. */
        default L kernelRegularizer(Regularizer regularizer) {
            return set(this, "kernel_regularizer", regularizer);
        }

        default L kernelRegularizer(String name) {
            return set(this, Regularizer.class, "kernel_regularizer", name);
        }

        /** Sets the constraint that is applied to the kernel after each update; default none. */
        default L kernelConstraint(Constraint constraint) {
            return set(this, "kernel_constraint", constraint);
        }

        default L kernelConstraint(String name) {
            return set(this, Constraint.class, "kernel_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "recurrent". */
    public interface Recurrent<L> {
        /** Sets the initializer of the recurrent kernel. */
        default L recurrentInitializer(Initializer initializer) {
            return set(this, "recurrent_initializer", initializer);
        }

        default L recurrentInitializer(String name) {
            return set(this, Initializer.class, "recurrent_initializer", name);
        }

        /** Sets the regularizer of the recurrent kernel, whose penalty is added to the loss; default none. */
        default L recurrentRegularizer(Regularizer regularizer) {
            return set(this, "recurrent_regularizer", regularizer);
        }

        default L recurrentRegularizer(String name) {
            return set(this, Regularizer.class, "recurrent_regularizer", name);
        }

        /** Sets the constraint that is applied to the recurrent kernel after each update; default none. */
        default L recurrentConstraint(Constraint constraint) {
            return set(this, "recurrent_constraint", constraint);
        }

        default L recurrentConstraint(String name) {
            return set(this, Constraint.class, "recurrent_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "depthwise". */
    public interface Depthwise<L> {
        /** Sets the initializer of the depthwise kernel. */
        default L depthwiseInitializer(Initializer initializer) {
            return set(this, "depthwise_initializer", initializer);
        }

        default L depthwiseInitializer(String name) {
            return set(this, Initializer.class, "depthwise_initializer", name);
        }

        /** Sets the regularizer of the depthwise kernel, whose penalty is added to the loss; default none. */
        default L depthwiseRegularizer(Regularizer regularizer) {
            return set(this, "depthwise_regularizer", regularizer);
        }

        default L depthwiseRegularizer(String name) {
            return set(this, Regularizer.class, "depthwise_regularizer", name);
        }

        /** Sets the constraint that is applied to the depthwise kernel after each update; default none. */
        default L depthwiseConstraint(Constraint constraint) {
            return set(this, "depthwise_constraint", constraint);
        }

        default L depthwiseConstraint(String name) {
            return set(this, Constraint.class, "depthwise_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "pointwise". */
    public interface Pointwise<L> {
        /** Sets the initializer of the pointwise kernel. */
        default L pointwiseInitializer(Initializer initializer) {
            return set(this, "pointwise_initializer", initializer);
        }

        default L pointwiseInitializer(String name) {
            return set(this, Initializer.class, "pointwise_initializer", name);
        }

        /** Sets the regularizer of the pointwise kernel, whose penalty is added to the loss; default none. */
        default L pointwiseRegularizer(Regularizer regularizer) {
            return set(this, "pointwise_regularizer", regularizer);
        }

        default L pointwiseRegularizer(String name) {
            return set(this, Regularizer.class, "pointwise_regularizer", name);
        }

        /** Sets the constraint that is applied to the pointwise kernel after each update; default none. */
        default L pointwiseConstraint(Constraint constraint) {
            return set(this, "pointwise_constraint", constraint);
        }

        default L pointwiseConstraint(String name) {
            return set(this, Constraint.class, "pointwise_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "embeddings". */
    public interface Embeddings<L> {
        /** Sets the initializer of the embeddings. */
        default L embeddingsInitializer(Initializer initializer) {
            return set(this, "embeddings_initializer", initializer);
        }

        default L embeddingsInitializer(String name) {
            return set(this, Initializer.class, "embeddings_initializer", name);
        }

        /** Sets the regularizer of the embeddings, whose penalty is added to the loss; default none. */
        default L embeddingsRegularizer(Regularizer regularizer) {
            return set(this, "embeddings_regularizer", regularizer);
        }

        default L embeddingsRegularizer(String name) {
            return set(this, Regularizer.class, "embeddings_regularizer", name);
        }

        /** Sets the constraint that is applied to the embeddings after each update; default none. */
        default L embeddingsConstraint(Constraint constraint) {
            return set(this, "embeddings_constraint", constraint);
        }

        default L embeddingsConstraint(String name) {
            return set(this, Constraint.class, "embeddings_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "gamma". */
    public interface Gamma<L> {
        /** Sets the initializer of the factor γ. */
        default L gammaInitializer(Initializer initializer) {
            return set(this, "gamma_initializer", initializer);
        }

        default L gammaInitializer(String name) {
            return set(this, Initializer.class, "gamma_initializer", name);
        }

        /** Sets the regularizer of the factor γ, whose penalty is added to the loss; default none. */
        default L gammaRegularizer(Regularizer regularizer) {
            return set(this, "gamma_regularizer", regularizer);
        }

        default L gammaRegularizer(String name) {
            return set(this, Regularizer.class, "gamma_regularizer", name);
        }

        /** Sets the constraint that is applied to the factor γ after each update; default none. */
        default L gammaConstraint(Constraint constraint) {
            return set(this, "gamma_constraint", constraint);
        }

        default L gammaConstraint(String name) {
            return set(this, Constraint.class, "gamma_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "beta". */
    public interface Beta<L> {
        /** Sets the initializer of the offset β. */
        default L betaInitializer(Initializer initializer) {
            return set(this, "beta_initializer", initializer);
        }

        default L betaInitializer(String name) {
            return set(this, Initializer.class, "beta_initializer", name);
        }

        /** Sets the regularizer of the offset β, whose penalty is added to the loss; default none. */
        default L betaRegularizer(Regularizer regularizer) {
            return set(this, "beta_regularizer", regularizer);
        }

        default L betaRegularizer(String name) {
            return set(this, Regularizer.class, "beta_regularizer", name);
        }

        /** Sets the constraint that is applied to the offset β after each update; default none. */
        default L betaConstraint(Constraint constraint) {
            return set(this, "beta_constraint", constraint);
        }

        default L betaConstraint(String name) {
            return set(this, Constraint.class, "beta_constraint", name);
        }
    }
}
