package dev.cornet.error;

import org.jspecify.annotations.Nullable;

/** Checks of what a method is given. */
public final class Arguments {
    private Arguments() {}

    /**
     * Refuses null.
     *
     * @param method the class and the method, for the message
     * @param name of the argument
     * @return the value
     */
    public static <T> T given(@Nullable T value, String method, String name) {
        if (value == null) {
            throw new OptionException(method + ": the argument " + name + " must not be null");
        }
        return value;
    }

    /**
     * Refuses null among several arguments.
     *
     * @param namesAndValues each name before its value
     */
    public static void allGiven(String method, @Nullable Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given(namesAndValues[i + 1], method, String.valueOf(namesAndValues[i]));
        }
    }
}
