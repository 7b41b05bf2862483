package dev.cornet.nn;

import dev.cornet.config.Components;
import dev.cornet.config.Configurable;
import dev.cornet.exceptions.OptionException;

/**
 * A layer whose option methods return its own type, so that options chain in any order:
 * {@code new Dense(10).named("fc").activation("relu")}.
 *
 * @param <L> the layer itself
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

    /** For the end of an option method: returns this layer; refuses the change, and undoes it, where the layer is built already. */
    @SuppressWarnings("unchecked") // L is the class itself, by the bound
    protected final L self() {
        requireOptionsAsBuilt();
        return (L) this;
    }

    /** The unit of that name for an option; an {@link OptionException} that names this layer and the option where there is none. */
    protected final <T extends Configurable> T unit(Class<T> family, String option, String name) {
        return Components.named(family, name, describe() + ": " + option);
    }

    /** The same, and refuses a bad value at once. */
    protected final L checked() {
        L self = self(); // first: a built layer keeps what it had
        validate();
        return self;
    }
}
