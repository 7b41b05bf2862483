package dev.cornet.config;

import java.util.List;
import java.util.Map;

/**
 * Service by which a module announces the packages whose components can be found by name; one line per module in
 * {@code META-INF/services/dev.cornet.config.ComponentProvider}.
 */
public interface ComponentProvider {
    /** The announced packages, each with the family of its components and Keras' module name for them, as "keras.layers". */
    Iterable<ComponentPackage> packages();

    /** Readers of the components that do not have the usual record of class name and options. */
    default Iterable<Composite.Reader> readers() {
        return List.of();
    }

    /**
     * One package of components with a common superclass. Its last entry holds suggestions for names that other libraries use, keyed by
     * the name's lower-case letters and digits: "xavier" → {@code "glorot_uniform" or "glorot_normal"}. A suggestion that begins with "!"
     * is a whole sentence.
     *
     * @param family the superclass or interface of all components in the package, as {@code Layer}
     * @param packageName the Java package
     * @param module Keras' name for it in saved records
     * @param aliases further names of classes, as "mse" → "MeanSquaredError"
     */
    record ComponentPackage(
            Class<? extends Configurable> family,
            String packageName,
            String module,
            Map<String, String> aliases,
            Map<String, String> suggestions) {
        public ComponentPackage(
                Class<? extends Configurable> family, String packageName, String module, Map<String, String> aliases) {
            this(family, packageName, module, aliases, Map.of());
        }
    }
}
