package dev.cornet.nn;

import dev.cornet.config.Option;
import dev.cornet.config.OptionGroup;
import dev.cornet.config.Registry;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.regularizers.Regularizer;
import org.jspecify.annotations.Nullable;

/**
 * The options of one weight: its initializer, regularizer and constraint.
 *
 * <p>A layer has one field for each of its weights, {@code @Option("kernel") private final WeightOptions kernelOptions = new
 * WeightOptions("glorot_uniform")}, and creates the weight by {@link Layer#weight(String, dev.cornet.tensor.Shape, WeightOptions)}. The
 * options are saved as Keras saves them: "kernel_initializer", "kernel_regularizer", "kernel_constraint".
 *
 * <p>The methods that set them, {@code new Dense(10).kernelRegularizer(…)}, come from the interfaces nested here, one for each name that
 * Keras gives to weights: a layer with a field for "kernel" implements {@code WeightOptions.Kernel<MyLayer>}. For a weight of another name
 * a layer writes those of the methods that it wants, by {@link #initializer(Initializer)}, {@link #regularizer} and {@link #constraint}.
 */
public final class WeightOptions implements OptionGroup {
    @Option
    private Initializer initializer;

    @Option
    private @Nullable Regularizer regularizer;

    @Option
    private @Nullable Constraint constraint;

    /** Options with this initializer by default, and neither regularizer nor constraint. */
    public WeightOptions(Initializer initializer) {
        this.initializer = initializer;
    }

    /** Options with the initializer of this name by default: "glorot_uniform", "zeros". */
    public WeightOptions(String initializer) {
        this(Registry.get(Initializer.class, initializer));
    }

    /** Returns the initializer. */
    public Initializer initializer() {
        return initializer;
    }

    /** Returns the regularizer, whose penalty is added to the loss; null if there is none. */
    public @Nullable Regularizer regularizer() {
        return regularizer;
    }

    /** Returns the constraint, which is applied after each update; null if there is none. */
    public @Nullable Constraint constraint() {
        return constraint;
    }

    /** Sets the initializer. */
    public WeightOptions initializer(Initializer ofWeight) {
        initializer = ofWeight;
        return this;
    }

    /** Sets the regularizer; null for none. */
    public WeightOptions regularizer(@Nullable Regularizer ofWeight) {
        regularizer = ofWeight;
        return this;
    }

    /** Sets the constraint; null for none. */
    public WeightOptions constraint(@Nullable Constraint ofWeight) {
        constraint = ofWeight;
        return this;
    }

    // ---- the option methods of layers

    /** The option methods of a layer with a field for the options of "bias". */
    public interface Bias<L> {
        /** Sets whether the bias is added; default true. The layer has a field for "use_bias". */
        default L useBias(boolean useBias) {
            return OptionMethods.set(this, "use_bias", useBias);
        }

        /** Sets the initializer of the bias. */
        default L biasInitializer(Initializer initializer) {
            return OptionMethods.set(this, "bias_initializer", initializer);
        }

        default L biasInitializer(String name) {
            return OptionMethods.set(this, Initializer.class, "bias_initializer", name);
        }

        /** Sets the regularizer of the bias, whose penalty is added to the loss; default none. */
        default L biasRegularizer(Regularizer regularizer) {
            return OptionMethods.set(this, "bias_regularizer", regularizer);
        }

        default L biasRegularizer(String name) {
            return OptionMethods.set(this, Regularizer.class, "bias_regularizer", name);
        }

        /** Sets the constraint that is applied to the bias after each update; default none. */
        default L biasConstraint(Constraint constraint) {
            return OptionMethods.set(this, "bias_constraint", constraint);
        }

        default L biasConstraint(String name) {
            return OptionMethods.set(this, Constraint.class, "bias_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "kernel". */
    public interface Kernel<L> {
        /** Sets the initializer of the kernel. */
        default L kernelInitializer(Initializer initializer) {
            return OptionMethods.set(this, "kernel_initializer", initializer);
        }

        default L kernelInitializer(String name) {
            return OptionMethods.set(this, Initializer.class, "kernel_initializer", name);
        }

        /** Sets the regularizer of the kernel, whose penalty is added to the loss; default none. */
        default L kernelRegularizer(Regularizer regularizer) {
            return OptionMethods.set(this, "kernel_regularizer", regularizer);
        }

        default L kernelRegularizer(String name) {
            return OptionMethods.set(this, Regularizer.class, "kernel_regularizer", name);
        }

        /** Sets the constraint that is applied to the kernel after each update; default none. */
        default L kernelConstraint(Constraint constraint) {
            return OptionMethods.set(this, "kernel_constraint", constraint);
        }

        default L kernelConstraint(String name) {
            return OptionMethods.set(this, Constraint.class, "kernel_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "recurrent". */
    public interface Recurrent<L> {
        /** Sets the initializer of the recurrent kernel. */
        default L recurrentInitializer(Initializer initializer) {
            return OptionMethods.set(this, "recurrent_initializer", initializer);
        }

        default L recurrentInitializer(String name) {
            return OptionMethods.set(this, Initializer.class, "recurrent_initializer", name);
        }

        /** Sets the regularizer of the recurrent kernel, whose penalty is added to the loss; default none. */
        default L recurrentRegularizer(Regularizer regularizer) {
            return OptionMethods.set(this, "recurrent_regularizer", regularizer);
        }

        default L recurrentRegularizer(String name) {
            return OptionMethods.set(this, Regularizer.class, "recurrent_regularizer", name);
        }

        /** Sets the constraint that is applied to the recurrent kernel after each update; default none. */
        default L recurrentConstraint(Constraint constraint) {
            return OptionMethods.set(this, "recurrent_constraint", constraint);
        }

        default L recurrentConstraint(String name) {
            return OptionMethods.set(this, Constraint.class, "recurrent_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "depthwise". */
    public interface Depthwise<L> {
        /** Sets the initializer of the depthwise kernel. */
        default L depthwiseInitializer(Initializer initializer) {
            return OptionMethods.set(this, "depthwise_initializer", initializer);
        }

        default L depthwiseInitializer(String name) {
            return OptionMethods.set(this, Initializer.class, "depthwise_initializer", name);
        }

        /** Sets the regularizer of the depthwise kernel, whose penalty is added to the loss; default none. */
        default L depthwiseRegularizer(Regularizer regularizer) {
            return OptionMethods.set(this, "depthwise_regularizer", regularizer);
        }

        default L depthwiseRegularizer(String name) {
            return OptionMethods.set(this, Regularizer.class, "depthwise_regularizer", name);
        }

        /** Sets the constraint that is applied to the depthwise kernel after each update; default none. */
        default L depthwiseConstraint(Constraint constraint) {
            return OptionMethods.set(this, "depthwise_constraint", constraint);
        }

        default L depthwiseConstraint(String name) {
            return OptionMethods.set(this, Constraint.class, "depthwise_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "pointwise". */
    public interface Pointwise<L> {
        /** Sets the initializer of the pointwise kernel. */
        default L pointwiseInitializer(Initializer initializer) {
            return OptionMethods.set(this, "pointwise_initializer", initializer);
        }

        default L pointwiseInitializer(String name) {
            return OptionMethods.set(this, Initializer.class, "pointwise_initializer", name);
        }

        /** Sets the regularizer of the pointwise kernel, whose penalty is added to the loss; default none. */
        default L pointwiseRegularizer(Regularizer regularizer) {
            return OptionMethods.set(this, "pointwise_regularizer", regularizer);
        }

        default L pointwiseRegularizer(String name) {
            return OptionMethods.set(this, Regularizer.class, "pointwise_regularizer", name);
        }

        /** Sets the constraint that is applied to the pointwise kernel after each update; default none. */
        default L pointwiseConstraint(Constraint constraint) {
            return OptionMethods.set(this, "pointwise_constraint", constraint);
        }

        default L pointwiseConstraint(String name) {
            return OptionMethods.set(this, Constraint.class, "pointwise_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "embeddings". */
    public interface Embeddings<L> {
        /** Sets the initializer of the embeddings. */
        default L embeddingsInitializer(Initializer initializer) {
            return OptionMethods.set(this, "embeddings_initializer", initializer);
        }

        default L embeddingsInitializer(String name) {
            return OptionMethods.set(this, Initializer.class, "embeddings_initializer", name);
        }

        /** Sets the regularizer of the embeddings, whose penalty is added to the loss; default none. */
        default L embeddingsRegularizer(Regularizer regularizer) {
            return OptionMethods.set(this, "embeddings_regularizer", regularizer);
        }

        default L embeddingsRegularizer(String name) {
            return OptionMethods.set(this, Regularizer.class, "embeddings_regularizer", name);
        }

        /** Sets the constraint that is applied to the embeddings after each update; default none. */
        default L embeddingsConstraint(Constraint constraint) {
            return OptionMethods.set(this, "embeddings_constraint", constraint);
        }

        default L embeddingsConstraint(String name) {
            return OptionMethods.set(this, Constraint.class, "embeddings_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "gamma". */
    public interface Gamma<L> {
        /** Sets the initializer of the factor γ. */
        default L gammaInitializer(Initializer initializer) {
            return OptionMethods.set(this, "gamma_initializer", initializer);
        }

        default L gammaInitializer(String name) {
            return OptionMethods.set(this, Initializer.class, "gamma_initializer", name);
        }

        /** Sets the regularizer of the factor γ, whose penalty is added to the loss; default none. */
        default L gammaRegularizer(Regularizer regularizer) {
            return OptionMethods.set(this, "gamma_regularizer", regularizer);
        }

        default L gammaRegularizer(String name) {
            return OptionMethods.set(this, Regularizer.class, "gamma_regularizer", name);
        }

        /** Sets the constraint that is applied to the factor γ after each update; default none. */
        default L gammaConstraint(Constraint constraint) {
            return OptionMethods.set(this, "gamma_constraint", constraint);
        }

        default L gammaConstraint(String name) {
            return OptionMethods.set(this, Constraint.class, "gamma_constraint", name);
        }
    }

    /** The option methods of a layer with a field for the options of "beta". */
    public interface Beta<L> {
        /** Sets the initializer of the offset β. */
        default L betaInitializer(Initializer initializer) {
            return OptionMethods.set(this, "beta_initializer", initializer);
        }

        default L betaInitializer(String name) {
            return OptionMethods.set(this, Initializer.class, "beta_initializer", name);
        }

        /** Sets the regularizer of the offset β, whose penalty is added to the loss; default none. */
        default L betaRegularizer(Regularizer regularizer) {
            return OptionMethods.set(this, "beta_regularizer", regularizer);
        }

        default L betaRegularizer(String name) {
            return OptionMethods.set(this, Regularizer.class, "beta_regularizer", name);
        }

        /** Sets the constraint that is applied to the offset β after each update; default none. */
        default L betaConstraint(Constraint constraint) {
            return OptionMethods.set(this, "beta_constraint", constraint);
        }

        default L betaConstraint(String name) {
            return OptionMethods.set(this, Constraint.class, "beta_constraint", name);
        }
    }
}
