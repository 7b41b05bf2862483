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

    /** Refuses a unit with an option that is null and must not be; {@code who} begins the message. */
    public static void requireGiven(Configurable unit, String who) {
        for (OptionField option : OptionField.of(unit.getClass())) {
            if (!option.nullable() && option.get(unit) == null && !isNullByDefault(option, unit)) {
                throw new OptionException(
                        who + ": " + option.key() + " is null; give a value, or leave the option out for its default");
            }
        }
    }

    /** True also for a class that cannot be made anew: what its constructor left out is its own affair. */
    private static boolean isNullByDefault(OptionField option, Configurable unit) {
        try {
            return option.takesNull(Registry.newInstance(unit.getClass()));
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
