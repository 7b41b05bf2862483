package dev.cornet.config;

import java.util.Locale;

/** Keras' ways of writing a name. */
public final class Names {
    private Names() {}

    /** Keras' snake case of a class name: {@code MaxPooling2D} is {@code max_pooling2d}, {@code ReLU} is {@code re_lu}. */
    public static String snake(String className) {
        return className
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    /** The key of a field: {@code kernelSize} is {@code kernel_size}. */
    public static String key(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /** The class name that a snake-case name stands for: {@code he_normal} is {@code HeNormal}. */
    public static String camel(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("_")) {
            if (!word.isEmpty()) {
                camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return camel.toString();
    }
}
