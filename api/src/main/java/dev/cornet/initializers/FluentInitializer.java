package dev.cornet.initializers;

/**
 * An initializer whose option methods return its own type, so that calls chain in any order.
 *
 * @param <I> the initializer class itself
 */
abstract class FluentInitializer<I extends FluentInitializer<I>> extends Initializer {
    /** For the end of an option method: refuses an invalid value at once, and returns this initializer. */
    protected final I checked() {
        requireOptionsUnchanged();
        check();
        return self();
    }

    @SuppressWarnings("unchecked") // I is the class itself, by the bound
    protected final I self() {
        return (I) this;
    }
}
