package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Shape;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writer of components as Keras' JSON records. */
final class ConfigWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ACTIVATIONS = "keras.activations";

    private ConfigWriter() {}

    static ObjectNode write(Configurable component) {
        Class<? extends Configurable> type = component.getClass();
        if (type.isHidden() || type.isSynthetic() || type.isAnonymousClass()) {
            throw new OptionException(
                    "a function written in place has no saved form, a file holds no code. Make it a class"
                            + " with a constructor without arguments, and make it known by Cornet.register(MyFunction.class).");
        }
        if (component instanceof Composite composite) {
            return composite.record();
        }
        ClassRecord name = ClassRecord.of(type);
        if (name.isUserClass()) {
            Registry.newInstance(type); // refuses a class that could not be read again
            Registry.noteWritten(component.getClass());
        }
        ObjectNode options = options(component);
        ReadableCheck.require(component, options);
        return record(name, options);
    }

    private static ObjectNode record(ClassRecord type, ObjectNode config) {
        ObjectNode record = JSON.objectNode();
        type.writeTo(record);
        record.set("config", config);
        record.put("registered_name", type.registeredName());
        return record;
    }

    static ObjectNode options(Configurable component) {
        ObjectNode options = JSON.objectNode();
        for (OptionField option : OptionField.of(component.getClass())) {
            String path = KerasNames.of(component.getClass()) + ": " + option.key();
            options.set(
                    option.key(), value(option.get(component), option.field().getType(), path));
        }
        return options;
    }

    static JsonNode value(@Nullable Object value, Class<?> declared, String path) {
        if (value == null) {
            return JSON.nullNode();
        } else if (value instanceof Configurable component) {
            return component(component, declared);
        } else if (value instanceof DType type) {
            return record(
                    new ClassRecord("keras", "DTypePolicy", null),
                    JSON.objectNode().put("name", name(type)));
        } else if (value instanceof Enum<?> choice) {
            return JSON.textNode(name(choice));
        } else if (value instanceof String text) {
            return JSON.textNode(text);
        } else if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        } else if (value instanceof Integer number) {
            return JSON.numberNode(number.intValue());
        } else if (value instanceof Long number) {
            return JSON.numberNode(number.longValue());
        } else if (value instanceof Float number) {
            requireFinite(number, path);
            return JSON.numberNode(number.floatValue());
        } else if (value instanceof Double number) {
            requireFinite(number, path);
            return JSON.numberNode(number.doubleValue());
        } else if (value instanceof Shape shape) {
            return shape(shape);
        } else if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode();
            list.forEach(item -> array.add(value(item, Object.class, path)));
            return array;
        } else if (value.getClass().isArray()) {
            ArrayNode array = JSON.arrayNode();
            for (int i = 0; i < Array.getLength(value); i++) {
                array.add(value(Array.get(value, i), Object.class, path));
            }
            return array;
        }
        throw new OptionException(path + " has the type " + KerasNames.of(value.getClass())
                + ", which has no saved form; see Option for those that have");
    }

    private static JsonNode component(Configurable component, Class<?> declared) {
        SavedAsNumber savedAsNumber = declared.getAnnotation(SavedAsNumber.class);
        if (savedAsNumber != null && savedAsNumber.value() == component.getClass()) {
            return options(component).elements().next();
        }
        if (ACTIVATIONS.equals(Registry.moduleOf(component.getClass()))) {
            return hasDefaults(component)
                    ? JSON.textNode(Registry.nameOf(component))
                    : ActivationRecords.withKerasName(write(component));
        }
        return write(component);
    }

    private static boolean hasDefaults(Configurable component) {
        return options(component).equals(options(Registry.newInstance(component.getClass())));
    }

    private static ArrayNode shape(Shape shape) {
        ArrayNode array = JSON.arrayNode();
        for (int d : shape.toArray()) {
            array.add(d < 0 ? JSON.nullNode() : JSON.numberNode(d));
        }
        return array;
    }

    private static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static void requireFinite(double number, String path) {
        if (!Double.isFinite(number)) {
            throw new OptionException(path + " is " + number + ", which JSON cannot say");
        }
    }
}
