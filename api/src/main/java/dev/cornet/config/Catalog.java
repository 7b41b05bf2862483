package dev.cornet.config;

import java.util.Map;

/**
 * A module's announcement of the packages whose units can be found by name; one line in
 * {@code META-INF/services/dev.cornet.config.Catalog} per module.
 */
public interface Catalog {
    /** Packages, each with the family of its units (the common superclass) and Keras' module name for them, as "keras.layers". */
    Iterable<Shelf> shelves();

    /**
     * One package of units.
     *
     * @param family the superclass or interface that every unit of the package extends
     * @param packageName the Java package
     * @param module Keras' name for it in saved records
     * @param aliases other names, as "mse" → "MeanSquaredError"
     */
    record Shelf(
            Class<? extends Configurable> family, String packageName, String module, Map<String, String> aliases) {}
}
