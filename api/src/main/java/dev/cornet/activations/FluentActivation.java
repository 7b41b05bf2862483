package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;

/**
 * An activation whose option methods return its own type, so that calls chain in any order.
 *
 * @param <A> the activation class itself
 */
abstract class FluentActivation<A extends FluentActivation<A>> extends ActivationFunction {
    /** For the end of an option method: refuses an invalid value at once, and returns this activation. */
    @SuppressWarnings("unchecked") // A is the class itself, by the bound
    final A checked() {
        requireOptionsUnchanged();
        check();
        return (A) this;
    }
}
