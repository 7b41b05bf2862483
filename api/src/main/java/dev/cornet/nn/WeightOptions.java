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
 * <p>The methods that set them, {@code new Dense(10).kernelRegularizer(…)}, come from the interfaces in {@code OptionMethods}. For a weight
 * of another name a layer writes those of the methods that it wants, by {@link #initializer(Initializer)}, {@link #regularizer} and {@link
 * #constraint}.
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
        this.initializer = ofWeight;
        return this;
    }

    /** Sets the regularizer; null for none. */
    public WeightOptions regularizer(@Nullable Regularizer ofWeight) {
        this.regularizer = ofWeight;
        return this;
    }

    /** Sets the constraint; null for none. */
    public WeightOptions constraint(@Nullable Constraint ofWeight) {
        this.constraint = ofWeight;
        return this;
    }
}
