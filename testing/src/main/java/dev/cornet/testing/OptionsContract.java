package dev.cornet.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Configurable;
import dev.cornet.config.OptionChecks;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.CornetException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of the contracts on options: a component, written as a record and read again, has the same options and the same record, all its
 * fields are options or have the values of a new component, and the default options are valid.
 */
final class OptionsContract {
    private OptionsContract() {}

    /** Checks a component that has not been used yet, and returns the one that is read from its saved form. */
    static <T extends Configurable> T check(Class<T> family, T component) {
        try {
            component.check();
            OptionChecks.requireNonNullAndFinite(component, "options");
            ObjectNode record = Configs.write(component);
            T read = Configs.read(family, record);
            require(
                    read.getClass() == component.getClass(),
                    component,
                    "its saved form %s is read as %s",
                    record,
                    read.getClass().getName());
            Map<String, String> expected = FieldSnapshot.ofPlainValues(component);
            Map<String, String> got = FieldSnapshot.ofPlainValues(read);
            String lost = FieldSnapshot.firstChange(expected, got);
            require(
                    lost == null,
                    component,
                    "the field %s is %s, but %s when it is read from its saved form %s: an option lacks @Option",
                    lost,
                    expected.get(lost),
                    got.get(lost),
                    record);
            ObjectNode again = Configs.write(read);
            require(
                    again.equals(record),
                    component,
                    "its saved form changes when it is read and written:\n%s\n%s",
                    record,
                    again);
            checkDefaults(family, component);
            return read;
        } catch (CornetException e) {
            String name = component.getClass().getSimpleName();
            throw e.getMessage() != null && e.getMessage().startsWith(name + ": ") ? e : broken(component, e);
        }
    }

    /** An option without a default is required: then the constructor without arguments leaves what cannot be saved, or not be read. */
    private static void checkDefaults(Class<? extends Configurable> family, Configurable component) {
        Configurable defaults = Registry.newInstance(component.getClass());
        ObjectNode record;
        try {
            defaults.check();
            OptionChecks.requireNonNullAndFinite(defaults, "default options");
            record = Configs.write(defaults);
        } catch (CornetException required) {
            return;
        }
        ObjectNode again = Configs.write(Configs.read(family, record));
        require(
                again.equals(record),
                component,
                "the saved form of its default options changes when it is read and written:\n%s\n%s",
                record,
                again);
    }

    private static CornetException broken(Configurable component, CornetException cause) {
        return new CornetException(component.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
    }

    /** Throws an exception that begins with the class name unless {@code condition} holds. */
    static void require(boolean condition, Configurable component, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new CornetException(
                    component.getClass().getSimpleName() + ": " + String.format(Locale.ROOT, format, arguments) + ".");
        }
    }
}
