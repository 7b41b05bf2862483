package dev.cornet.config;

import dev.cornet.exceptions.OptionException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What units of all families do with their options. */
public final class OptionChecks {
    private OptionChecks() {}

    /** Throws an {@link OptionException} that begins with the unit's class unless {@code condition} holds. */
    public static void require(Configurable unit, boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new OptionException(
                    KerasNames.of(unit.getClass()) + ": " + String.format(Locale.ROOT, format, arguments));
        }
    }

    /**
     * Refuses a component, or one among its options, with an option that is null and must not be, or a number that is NaN or infinite, which no
     * file can hold; {@code who} begins the message.
     */
    public static void requireGiven(Configurable component, String who) {
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
                requireGiven(part, who + ": " + KerasNames.of(part.getClass()));
            }
        }
    }

    /** True where {@code value} is the option's default, and for a class without a constructor that takes no arguments. */
    private static boolean isDefault(OptionField option, Configurable component, @Nullable Object value) {
        try {
            Configurable fresh = Registry.newInstance(component.getClass());
            return value == null ? option.takesNull(fresh) : value.equals(option.get(fresh));
        } catch (OptionException e) {
            return true;
        }
    }

    /**
     * The value of an enum whose name, in small or capital letters, is {@code name}; an {@link OptionException} that lists the names
     * when there is none.
     */
    public static <E extends Enum<E>> E choice(
            Configurable unit, String option, Class<E> choices, @Nullable String name) {
        for (E choice : choices.getEnumConstants()) {
            if (choice.name().equalsIgnoreCase(name)) {
                return choice;
            }
        }
        String known = Arrays.stream(choices.getEnumConstants())
                .map(OptionChecks::name)
                .collect(Collectors.joining(", "));
        throw new OptionException(KerasNames.of(unit.getClass()) + ": unknown " + option + " "
                + Components.describe(name) + "; known are " + known + ".");
    }

    private static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
