package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Check before a component is written: refuses options that could not be read back as the same values. */
final class ReadableCheck {
    private final Configurable component;
    private final List<String> problems = new ArrayList<>();

    private ReadableCheck(Configurable component) {
        this.component = component;
    }

    static void require(Configurable component, ObjectNode options) {
        new ReadableCheck(component).check(options);
    }

    private void check(ObjectNode options) {
        Configurable copy = Registry.newInstance(component.getClass());
        for (OptionField option : OptionField.of(component.getClass())) {
            Object value = option.get(component);
            JsonNode written = options.get(option.key());
            if (value == null) {
                require(
                        option.acceptsNull(copy),
                        option,
                        "is null, which its saved form cannot have: give it a value, or mark the field @Nullable");
                set(copy, option, null);
            } else if (holdsComponents(value)) {
                set(copy, option, value);
            } else {
                set(copy, option, readAgain(option, written));
            }
        }
        try {
            copy.check();
        } catch (RuntimeException e) {
            throw new OptionException(
                    name() + ": cannot be saved, reading it again would refuse its options: " + e.getMessage(), e);
        }
    }

    private static boolean holdsComponents(Object value) {
        return value instanceof Configurable
                || (value instanceof List<?> list && list.stream().anyMatch(item -> holdsComponents(item)));
    }

    /** Reads back a written value; refuses it unless writing it once more gives the same JSON. */
    private Object readAgain(OptionField option, JsonNode written) {
        Object read =
                new OptionValueReader(new ConfigReader(problems), problems).read(option.type(), written, option.key());
        require(read != null, option, "cannot be read again: " + String.join("; ", problems));
        JsonNode rewritten = ConfigWriter.value(read, option.field().getType(), option.key());
        require(
                rewritten.equals(written),
                option,
                "is " + OptionValueReader.brief(written) + ", which would be read as "
                        + OptionValueReader.brief(rewritten));
        return read == null ? option : read;
    }

    private void set(Configurable copy, OptionField option, @Nullable Object value) {
        try {
            option.set(copy, value);
        } catch (RuntimeException e) {
            throw new OptionException(
                    name() + ": the option [" + option.key() + "] cannot be saved: reading could not set its field ("
                            + e.getMessage() + "). Options are fields of a class, neither static nor of a record.",
                    e);
        }
    }

    private void require(boolean condition, OptionField option, String why) {
        if (!condition) {
            throw new OptionException(name() + ": the option [" + option.key() + "] cannot be saved: it " + why);
        }
    }

    private String name() {
        return KerasNames.of(component.getClass());
    }
}
