package dev.cornet.exceptions;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
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
            throw isNull(method + ": the argument " + name);
        }
        return value;
    }

    /** The same where the place is told in one piece, as "fit: callbacks[0]". */
    public static <T> T given(@Nullable T value, String where) {
        if (value == null) {
            throw isNull(where);
        }
        return value;
    }

    private static OptionException isNull(String where) {
        return new OptionException(where + " must not be null");
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

    /**
     * The file or folder of this name.
     *
     * @param where the class, the method and the argument, for the message
     */
    public static Path path(@Nullable String name, String where) {
        try {
            return Path.of(given(name, where));
        } catch (InvalidPathException e) {
            throw new OptionException(
                    where + ": no file can have the name \"" + name + "\" here (" + e.getReason() + "); give another",
                    e);
        }
    }

    /** Refuses a range whose upper end comes first, or an end that is no number. */
    public static void inOrder(String where, double low, double high) {
        if (!(low <= high)) {
            throw new OptionException(where + " takes the lower end first, got " + low + " and " + high);
        }
    }

    /** The elements of an argument, in a list of their own; neither it nor one of them may be null. */
    public static <T> List<T> all(@Nullable List<? extends @Nullable T> values, String where) {
        return all(values, () -> where);
    }

    /** The same for what runs with each batch: the place is put into words only where it is told. */
    public static <T> List<T> all(@Nullable List<? extends @Nullable T> values, Supplier<String> where) {
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

    /** The same of an array, as methods with any number of arguments take it. */
    public static <T> List<T> all(@Nullable T @Nullable [] values, String where) {
        return all(Arrays.asList(given(values, where)), where);
    }
}
