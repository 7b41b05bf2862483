package dev.cornet.config;

/**
 * A component that is described by its options: a layer, an activation, a loss, a metric, an optimizer, an initializer …
 *
 * <p>It has a constructor without arguments (of any visibility) in which each {@link Option} field has its default; reading a saved form
 * sets the fields and then calls {@link #check}.
 */
public interface Configurable {
    /** Throws an {@link dev.cornet.exceptions.OptionException} that names the option and its value if an option is out of range. */
    default void check() {}
}
