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

/** From a record to a unit. Reads on after a mistake, so that all of them are told at once, each with its place in the tree. */
final class ConfigReader {
    /** What Keras writes beside the options. */
    private static final Set<String> FRAME = Set.of(
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

    /** So many problems are enough of a file. */
    private static final int ENOUGH = 50;

    private final List<String> problems;

    ConfigReader(List<String> problems) {
        this.problems = problems;
    }

    <T extends Configurable> @Nullable T read(Class<T> family, JsonNode record, String path) {
        if (record.isTextual()) {
            String name = record.textValue();
            Class<? extends T> type = find(() -> Registry.find(family, name), path);
            T unit = type == null ? null : make(type, path);
            return unit == null ? null : checked(Registry.called(unit, name), path);
        }
        SavedAsNumber bare = family.getAnnotation(SavedAsNumber.class);
        if (record.isNumber() && bare != null) {
            return number(family, bare, record, path);
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
        for (Iterator<String> keys = record.fieldNames(); keys.hasNext() && problems.size() < ENOUGH; ) {
            String key = keys.next();
            if (!FRAME.contains(key) && !KerasCompatibility.isNeutral(key, record.get(key))) {
                problems.add(path + ": a record has no \"" + key + "\"; it has class_name and config");
            }
        }
        Class<? extends T> type = find(() -> Registry.find(family, ClassRecord.of(record)), path);
        T unit = type == null ? null : make(type, path);
        return unit != null && set(unit, withOptionBeside(config, record), path + ".config") ? unit : null;
    }

    private static JsonNode withOptionBeside(JsonNode config, JsonNode record) {
        if (record.has(ClassRecord.TRAINABLE) && config instanceof ObjectNode options) {
            ObjectNode all = options.deepCopy();
            all.set(ClassRecord.TRAINABLE, record.get(ClassRecord.TRAINABLE));
            return all;
        }
        return config;
    }

    private <T extends Configurable> @Nullable T composite(
            Class<T> family, Composite.Reader reader, JsonNode record, String path) {
        Configurable unit = reader.read(record, path, problems);
        if (unit != null && !family.isInstance(unit)) {
            problems.add(path + ": a " + KerasNames.of(unit.getClass()) + " is no "
                    + KerasNames.snake(family.getSimpleName()).replace('_', ' '));
            return null;
        }
        return family.cast(unit);
    }

    private <T extends Configurable> @Nullable T number(
            Class<T> family, SavedAsNumber bare, JsonNode number, String path) {
        Configurable unit = make(bare.value(), path);
        if (unit == null) {
            return null;
        }
        OptionField option = OptionField.of(unit.getClass()).get(0);
        Object value = new OptionValueReader(this, problems).read(option.type(), number, path);
        if (value == null) {
            return null;
        }
        option.set(unit, value);
        return family.cast(checked(unit, path));
    }

    /** Sets the options of a new unit and checks them; false when something is wrong. */
    boolean set(Configurable unit, JsonNode config, String path) {
        if (!config.isObject() && !config.isMissingNode() && !config.isNull()) {
            problems.add(path + ": expected an object of options, got " + OptionValueReader.brief(config));
            return false;
        }
        int before = problems.size();
        List<OptionField> options = OptionField.of(unit.getClass());
        OptionValueReader values = new OptionValueReader(this, problems);
        for (Iterator<Map.Entry<String, JsonNode>> given = config.fields();
                given.hasNext() && problems.size() < ENOUGH; ) {
            Map.Entry<String, JsonNode> entry = given.next();
            String key = entry.getKey();
            OptionField option = option(options, KerasCompatibility.key(key));
            if (option == null) {
                if (!KerasCompatibility.isNeutral(key, entry.getValue())) {
                    problems.add(path + ": " + KerasNames.of(unit.getClass()) + " has no option ["
                            + OptionValueReader.brief(key) + "]; its options are "
                            + options.stream().map(OptionField::key).toList());
                }
                continue;
            }
            set(unit, option, entry.getValue(), path + "." + key, values);
        }
        for (OptionField option : options) {
            if (option.required() && !config.has(option.key())) {
                problems.add(path + ": " + KerasNames.of(unit.getClass()) + " needs the option [" + option.key()
                        + "], which is missing");
            }
        }
        return problems.size() == before && checked(unit, path) != null;
    }

    private void set(Configurable unit, OptionField option, JsonNode value, String path, OptionValueReader values) {
        if (value.isNull()) {
            if (option.takesNull(unit)) {
                option.set(unit, null);
            } else if (!option.key().equals("activation")) { // Keras reads null there as linear, the default
                problems.add(path + ": must not be null");
            }
            return;
        }
        boolean isNumber = option.type() == int.class;
        Object read = values.read(option.type(), isNumber ? KerasCompatibility.number(value) : value, path);
        if (read != null) {
            option.set(unit, read);
        }
    }

    private static @Nullable OptionField option(List<OptionField> options, String key) {
        return options.stream().filter(o -> o.key().equals(key)).findFirst().orElse(null);
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

    private <T extends Configurable> @Nullable T make(Class<T> type, String path) {
        try {
            return Registry.newInstance(type);
        } catch (CornetException e) {
            problems.add(path + ": " + e.getMessage());
            return null;
        }
    }

    /** The unit if its options are in range; a unit that stumbles over them has refused them too. */
    private <T extends Configurable> @Nullable T checked(@Nullable T unit, String path) {
        try {
            if (unit != null) {
                unit.check();
            }
            return unit;
        } catch (CornetException e) {
            problems.add(path + ": " + e.getMessage());
        } catch (RuntimeException e) {
            problems.add(path + ": the options do not fit together (" + e + ")");
        }
        return null;
    }
}
