package dev.cornet.nn;

import dev.cornet.config.Components;
import dev.cornet.config.Configurable;
import dev.cornet.exceptions.OptionException;

/**
 * A layer whose option methods return its own type, so that options can be chained in any order:
 * {@code new Dense(10).named("fc").activation("relu")}.
 *
 * @param <L> the type of the layer itself
 */
public abstract class Fluent<L extends Fluent<L>> extends Layer {
    @Override
    public final L named(String name) {
        super.named(name);
        return self();
    }

    @Override
    public final L inputShape(int... dims) {
        super.inputShape(dims);
        return self();
    }

    @Override
    public L trainable(boolean trainable) {
        super.trainable(trainable);
        return self();
    }

    /** Ends an option method: returns this layer; if the layer is already built, undoes the change and throws. */
    @SuppressWarnings("unchecked") // L is the class itself, by the bound
    protected final L self() {
        requireOptionsAsBuilt();
        return (L) this;
    }

    /**
     * Returns a new component (initializer, activation, …) by its name, for an option of this layer. Throws an {@link OptionException} that
     * names this layer and the option if there is none of that name.
     */
    protected final <T extends Configurable> T component(Class<T> family, String option, String name) {
        return Components.named(family, name, describe() + ": " + option);
    }

    /** Ends an option method as {@link #self}, and validates the options. */
    protected final L checked() {
        L self = self(); // first: a built layer keeps its options
        validate();
        return self;
    }
}
