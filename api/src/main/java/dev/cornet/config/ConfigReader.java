package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reader of components from records. Reading continues after an error, so that all errors are reported together, each with its path. */
final class ConfigReader {
    /** The keys that Keras writes into the record of a component. */
    private static final Set<String> RECORD_KEYS = Set.of(
            "module",
            "class_name",
            "config",
            "registered_name",
            "build_config",
            "compile_config",
            "shared_object_id",
            "name",
            ClassRecord.TRAINABLE,
            "inbound_nodes");

    /** Reading of further options stops after this many problems. */
    private static final int MAX_PROBLEMS = 50;

    private final List<String> problems;

    ConfigReader(List<String> problems) {
        this.problems = problems;
    }

    <T extends Configurable> @Nullable T read(Class<T> family, JsonNode record, String path) {
        if (record.isTextual()) {
            String name = record.textValue();
            Class<? extends T> type = find(() -> Registry.find(family, name), path);
            T component = type == null ? null : create(type, path);
            return component == null ? null : checked(Registry.withRequestedName(component, name), path);
        }
        SavedAsNumber savedAsNumber = family.getAnnotation(SavedAsNumber.class);
        if (record.isNumber() && savedAsNumber != null) {
            return number(family, savedAsNumber, record, path);
        }
        String className = record.path("class_name").textValue();
        if (!record.isObject() || className == null) {
            problems.add(
                    path + ": expected a record with class_name and config, got " + OptionValueReader.brief(record));
            return null;
        }
        JsonNode config = record.path("config");
        if (className.equals("function") && config.isTextual()) {
            return read(family, config, path + ".config");
        }
        Composite.Reader reader = Registry.reader(record);
        if (reader != null) {
            return composite(family, reader, record, path);
        }
        for (Iterator<String> keys = record.fieldNames(); keys.hasNext() && problems.size() < MAX_PROBLEMS; ) {
            String key = keys.next();
            if (!RECORD_KEYS.contains(key) && !KerasCompatibility.isNeutral(key, record.get(key))) {
                problems.add(path + ": a record has no \"" + key + "\"; it has class_name and config");
            }
        }
        Class<? extends T> type = find(() -> Registry.find(family, ClassRecord.of(record)), path);
        T component = type == null ? null : create(type, path);
        return component != null && set(component, withTrainableFrom(config, record), path + ".config")
                ? component
                : null;
    }

    /** The options of a record, including "trainable" if the record has it beside "config". */
    private static JsonNode withTrainableFrom(JsonNode config, JsonNode record) {
        if (record.has(ClassRecord.TRAINABLE) && config instanceof ObjectNode options) {
            ObjectNode all = options.deepCopy();
            all.set(ClassRecord.TRAINABLE, record.get(ClassRecord.TRAINABLE));
            return all;
        }
        return config;
    }

    private <T extends Configurable> @Nullable T composite(
            Class<T> family, Composite.Reader reader, JsonNode record, String path) {
        Configurable component = reader.read(record, path, problems);
        if (component != null && !family.isInstance(component)) {
            problems.add(path + ": a " + KerasNames.of(component.getClass()) + " is no "
                    + KerasNames.snake(family.getSimpleName()).replace('_', ' '));
            return null;
        }
        return family.cast(component);
    }

    private <T extends Configurable> @Nullable T number(
            Class<T> family, SavedAsNumber savedAsNumber, JsonNode number, String path) {
        Configurable component = create(savedAsNumber.value(), path);
        if (component == null) {
            return null;
        }
        OptionField option = OptionField.of(component.getClass()).get(0);
        Object value = new OptionValueReader(this, problems).read(option.type(), number, path);
        if (value == null) {
            return null;
        }
        option.set(component, value);
        return family.cast(checked(component, path));
    }

    /** Sets the options of a new component and checks them; false if problems were added. */
    boolean set(Configurable component, JsonNode config, String path) {
        if (!config.isObject() && !config.isMissingNode() && !config.isNull()) {
            problems.add(path + ": expected an object of options, got " + OptionValueReader.brief(config));
            return false;
        }
        int problemsBefore = problems.size();
        List<OptionField> options = OptionField.of(component.getClass());
        OptionValueReader values = new OptionValueReader(this, problems);
        for (Iterator<Map.Entry<String, JsonNode>> entries = config.fields();
                entries.hasNext() && problems.size() < MAX_PROBLEMS; ) {
            Map.Entry<String, JsonNode> entry = entries.next();
            String key = entry.getKey();
            OptionField option = OptionField.find(component.getClass(), key);
            if (option == null) {
                option = OptionField.find(component.getClass(), KerasCompatibility.key(key));
            }
            if (option == null) {
                if (!KerasCompatibility.isNeutral(key, entry.getValue())) {
                    problems.add(path + ": " + KerasNames.of(component.getClass()) + " has no option ["
                            + OptionValueReader.brief(key) + "]; its options are "
                            + options.stream().map(OptionField::key).toList());
                }
                continue;
            }
            set(component, option, entry.getValue(), path + "." + key, values);
        }
        for (OptionField option : options) {
            if (option.required() && !config.has(option.key())) {
                problems.add(path + ": " + KerasNames.of(component.getClass()) + " needs the option [" + option.key()
                        + "], which is missing");
            }
        }
        return problems.size() == problemsBefore && checked(component, path) != null;
    }

    private void set(
            Configurable component, OptionField option, JsonNode value, String path, OptionValueReader values) {
        if (value.isNull()) {
            if (option.acceptsNull(component)) {
                option.set(component, null);
            } else if (!option.key().equals("activation")) { // null means linear, the default
                problems.add(path + ": must not be null");
            }
            return;
        }
        boolean isNumber = option.type() == int.class;
        Object read = values.read(option.type(), isNumber ? KerasCompatibility.number(value) : value, path);
        if (read != null) {
            option.set(component, read);
        }
    }

    private <T> @Nullable T find(Supplier<T> finder, String path) {
        try {
            return finder.get();
        } catch (OptionException e) {
            problems.add(path + ": " + e.brief());
            return null;
        } catch (CornetException e) {
            problems.add(path + ": " + e.getMessage());
            return null;
        }
    }

    private <T extends Configurable> @Nullable T create(Class<T> type, String path) {
        try {
            return Registry.newInstance(type);
        } catch (CornetException e) {
            problems.add(path + ": " + e.getMessage());
            return null;
        }
    }

    /** Returns the component if its options are valid, otherwise null; an exception thrown by its {@code check} becomes a problem. */
    private <T extends Configurable> @Nullable T checked(@Nullable T component, String path) {
        try {
            if (component != null) {
                component.check();
            }
            return component;
        } catch (CornetException e) {
            problems.add(path + ": " + e.getMessage());
        } catch (RuntimeException e) {
            problems.add(path + ": the options do not fit together (" + e + ")");
        }
        return null;
    }
}
