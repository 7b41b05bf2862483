package dev.cornet.config;

/**
 * A unit that options describe: a layer, an activation, a loss, a metric, an optimizer, an initializer …
 *
 * <p>It has a constructor without arguments (of any visibility) in which each {@link Option} field has its default; reading a saved form
 * sets the fields and then calls {@link #check}.
 */
public interface Configurable {
    /** Refuses options outside their range with an {@link dev.cornet.exceptions.OptionException} that names the option and the value. */
    default void check() {}
}
