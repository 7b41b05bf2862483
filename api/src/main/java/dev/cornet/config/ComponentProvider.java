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

    /** Readers for the components whose records hold more than a class name and options. */
    default Iterable<Composite.Reader> readers() {
        return List.of();
    }

    /**
     * One package of components with a common superclass.
     *
     * @param family the superclass or interface of all components in the package, as {@code Layer}
     * @param packageName the Java package
     * @param module the name of Keras' module for these components in saved records, as "keras.layers"
     * @param aliases further names of classes, as "mse" → "MeanSquaredError"
     * @param suggestions what error messages suggest for names from other libraries, keyed by the name's letters and digits in lower case:
     *     "xavier" → {@code "glorot_uniform" or "glorot_normal"}; a suggestion that begins with "!" is a whole sentence
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
