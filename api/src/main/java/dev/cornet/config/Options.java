package dev.cornet.config;

import dev.cornet.error.OptionException;
import org.jspecify.annotations.Nullable;

/** What units of all families do with their options. */
public final class Options {
    private Options() {}

    /** Throws an {@link OptionException} that begins with the unit's class unless {@code condition} holds. */
    public static void require(Configurable unit, boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new OptionException(unit.getClass().getSimpleName() + ": " + String.format(format, arguments));
        }
    }
}
