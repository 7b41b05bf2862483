package dev.cornet.config;

import dev.cornet.exceptions.OptionException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks of option values, shared by components of all families. */
public final class OptionChecks {
    private OptionChecks() {}

    /**
     * Sets the option with the given key, without checks. Throws an {@link OptionException} if the component has no such option, for an
     * interface whose option methods require a field: {@code OptionMethods.Kernel} one for "kernel_initializer".
     */
    public static void set(Configurable component, String key, @Nullable Object value) {
        OptionField option = OptionField.find(component.getClass(), key);
        require(
                component,
                option != null,
                "has a method for the option \"%s\" but no @Option field of this key. Add the field, as"
                        + " \"@Option(\"kernel\") private final WeightOptions kernelOptions = …\" for \"kernel_initializer\".",
                key);
        Objects.requireNonNull(option).set(component, value);
    }

    /** Throws an {@link OptionException} whose message begins with the component's class name, unless {@code condition} holds. */
    public static void require(
            Configurable component, boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new OptionException(KerasNames.of(component.getClass()) + ": " + message(format, arguments));
        }
    }

    /**
     * The text of a failed check: {@code format} filled in with the arguments. Arrays of numbers are given as they are, and written as lists
     * here, so that a check that holds does not write them.
     */
    public static String message(String format, @Nullable Object... arguments) {
        @Nullable
        Object[] readable = Arrays.stream(arguments).map(OptionChecks::readable).toArray();
        return String.format(Locale.ROOT, format, readable);
    }

    private static @Nullable Object readable(@Nullable Object argument) {
        return argument instanceof int[] numbers
                ? Arrays.toString(numbers)
                : argument instanceof double[] numbers ? Arrays.toString(numbers) : argument;
    }

    /**
     * Throws an {@link OptionException} if an option is null and must not be, or is NaN or infinite, which JSON cannot hold. Options that
     * are components are checked in the same way. The message begins with {@code who}.
     */
    public static void requireNonNullAndFinite(Configurable component, String who) {
        for (OptionField option : OptionField.of(component.getClass())) {
            Object value = option.get(component);
            if (value == null && !option.nullable() && !isDefault(option, component, null)) {
                throw new OptionException(
                        who + ": " + option.key() + " is null; give a value, or leave the option out for its default");
            }
            if (value instanceof Double number && !Double.isFinite(number) && !isDefault(option, component, number)) {
                throw new OptionException(who + ": " + option.key() + " must be a finite number, got " + number
                        + "; leave the option out for its default");
            }
            if (value instanceof Configurable part && part != component) {
                requireNonNullAndFinite(part, who + ": " + KerasNames.of(part.getClass()));
            }
        }
    }

    /** True if {@code value} is the option's default, or if the class cannot be instantiated, so that its defaults are unknown. */
    private static boolean isDefault(OptionField option, Configurable component, @Nullable Object value) {
        try {
            Configurable newComponent = Registry.newInstance(component.getClass());
            return value == null ? option.acceptsNull(newComponent) : value.equals(option.get(newComponent));
        } catch (OptionException e) {
            return true;
        }
    }

    /**
     * The enum value whose name is {@code name}, ignoring case; throws an {@link OptionException} that lists the names if there is
     * none.
     */
    public static <E extends Enum<E>> E choice(
            Configurable component, String option, Class<E> choices, @Nullable String name) {
        for (E choice : choices.getEnumConstants()) {
            if (choice.name().equalsIgnoreCase(name)) {
                return choice;
            }
        }
        String known = Arrays.stream(choices.getEnumConstants())
                .map(OptionChecks::name)
                .collect(Collectors.joining(", "));
        throw new OptionException(KerasNames.of(component.getClass()) + ": unknown " + option + " "
                + Components.describe(name) + "; known are " + known + ".");
    }

    private static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
