package dev.cornet.config;

import java.util.Locale;

/** Conversion of names between Java's camel case and Keras' snake case. */
public final class KerasNames {
    private static final ClassValue<String> DEFAULT_NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return snake(of(type));
        }
    };

    private KerasNames() {}

    /** The simple name of a class; for an anonymous class or lambda, the name of its superclass or interface. */
    public static String of(Class<?> type) {
        if (!type.isAnonymousClass() && !type.isHidden()) {
            return type.getSimpleName();
        }
        boolean extended = type.getSuperclass() != Object.class || type.getInterfaces().length == 0;
        return of(extended ? type.getSuperclass() : type.getInterfaces()[0]);
    }

    /** Keras' snake case of a class name: {@code MaxPooling2D} is {@code max_pooling2d}, {@code ReLU} is {@code re_lu}. */
    public static String snake(String className) {
        int n = className.length();
        StringBuilder snake = new StringBuilder(n + 4);
        for (int i = 0; i < n; i++) { // no regular expression: this runs often
            boolean mayStartWord = i > 0 && isUpper(className.charAt(i));
            if (mayStartWord && (isLower(className.charAt(i - 1)) || (i + 1 < n && isLower(className.charAt(i + 1))))) {
                snake.append('_');
            }
            snake.append(className.charAt(i));
        }
        return snake.toString().toLowerCase(Locale.ROOT);
    }

    /** Keras' default name of a component of this class: the snake case of {@link #of}, computed once per class. */
    public static String defaultName(Class<?> type) {
        return DEFAULT_NAMES.get(type);
    }

    /** The key of an option field: {@code kernelSize} is {@code kernel_size}. */
    public static String key(String field) {
        StringBuilder key = new StringBuilder(field.length() + 4);
        for (int i = 0; i < field.length(); i++) {
            if (i > 0 && isUpper(field.charAt(i)) && isLowerOrDigit(field.charAt(i - 1))) {
                key.append('_');
            }
            key.append(field.charAt(i));
        }
        return key.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLowerOrDigit(char c) {
        return isLower(c) || (c >= '0' && c <= '9');
    }

    /** The class name for a snake-case name: {@code he_normal} is {@code HeNormal}. */
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
