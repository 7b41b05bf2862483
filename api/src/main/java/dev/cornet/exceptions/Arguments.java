package dev.cornet.exceptions;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Checks of method arguments. */
public final class Arguments {
    private Arguments() {}

    /**
     * Returns the value; throws an {@link OptionException} if it is null.
     *
     * @param method the class and the method, for the message
     * @param name the name of the argument, for the message
     */
    public static <T> T notNull(@Nullable T value, String method, String name) {
        if (value == null) {
            throw isNull(method + ": the argument " + name);
        }
        return value;
    }

    /** Returns the value; throws an {@link OptionException} that begins with {@code where}, as "fit: callbacks[0]", if it is null. */
    public static <T> T notNull(@Nullable T value, String where) {
        if (value == null) {
            throw isNull(where);
        }
        return value;
    }

    private static OptionException isNull(String where) {
        return new OptionException(where + " must not be null");
    }

    /**
     * Throws an {@link OptionException} if one of the values is null.
     *
     * @param namesAndValues the arguments, each as its name followed by its value
     */
    public static void allNotNull(String method, @Nullable Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            notNull(namesAndValues[i + 1], method, String.valueOf(namesAndValues[i]));
        }
    }

    /**
     * The path of a file or folder; throws an {@link OptionException} if the file system does not allow the name.
     *
     * @param where the class, the method and the argument, for the message
     */
    public static Path path(@Nullable String name, String where) {
        try {
            return Path.of(notNull(name, where));
        } catch (InvalidPathException e) {
            throw new OptionException(
                    where + ": no file can have the name \"" + name + "\" here (" + e.getReason() + "); give another",
                    e);
        }
    }

    /** Throws an {@link OptionException} unless {@code low} is at most {@code high} and neither is NaN. */
    public static void inOrder(String where, double low, double high) {
        if (!(low <= high)) {
            throw new OptionException(where + " takes the lower end first, got " + low + " and " + high);
        }
    }

    /** A copy of the list; throws an {@link OptionException} if the list or one of its elements is null. */
    public static <T> List<T> nonNullElements(@Nullable List<? extends @Nullable T> values, String where) {
        return nonNullElements(values, () -> where);
    }

    /** A copy of the list, as above, for calls in every batch: the text of {@code where} is created only for an error. */
    public static <T> List<T> nonNullElements(@Nullable List<? extends @Nullable T> values, Supplier<String> where) {
        if (values == null) {
            throw isNull(where.get());
        }
        List<T> all = new ArrayList<>(values.size());
        for (T value : values) {
            if (value == null) {
                throw isNull(where.get() + "[" + all.size() + "]");
            }
            all.add(value);
        }
        return List.copyOf(all);
    }

    /** A list of the elements of an array or varargs; throws an {@link OptionException} if the array or an element is null. */
    public static <T> List<T> nonNullElements(@Nullable T @Nullable [] values, String where) {
        return nonNullElements(Arrays.asList(notNull(values, where)), where);
    }
}
