package dev.cornet.config;

import java.util.List;
import java.util.Map;

/**
 * A module's announcement of the packages whose units can be found by name; one line in
 * {@code META-INF/services/dev.cornet.config.ComponentProvider} per module.
 */
public interface ComponentProvider {
    /** Packages, each with the family of its units (the common superclass) and Keras' module name for them, as "keras.layers". */
    Iterable<Shelf> shelves();

    /** Readers of units that have records of their own form. */
    default Iterable<Composite.Reader> readers() {
        return List.of();
    }

    /**
     * One package of units.
     *
     * @param family the superclass or interface that every unit of the package extends
     * @param packageName the Java package
     * @param module Keras' name for it in saved records
     * @param aliases other names, as "mse" → "MeanSquaredError"
     * @param meant names of other libraries, in small letters and digits alone, and what a message proposes for them: "xavier" →
     *     {@code "glorot_uniform" or "glorot_normal"}; a text that begins with "!" is a sentence of its own
     */
    record Shelf(
            Class<? extends Configurable> family,
            String packageName,
            String module,
            Map<String, String> aliases,
            Map<String, String> meant) {
        public Shelf(
                Class<? extends Configurable> family, String packageName, String module, Map<String, String> aliases) {
            this(family, packageName, module, aliases, Map.of());
        }
    }
}
