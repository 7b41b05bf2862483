package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.tensor.Shape;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Reader of option values from JSON. For a value of the wrong type it returns null and adds a problem. */
final class OptionValueReader {
    private static final int MAX_LENGTH = 60;

    private final ConfigReader records;
    private final List<String> problems;

    OptionValueReader(ConfigReader records, List<String> problems) {
        this.records = records;
        this.problems = problems;
    }

    @Nullable
    Object read(Type type, JsonNode value, String path) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(list.getActualTypeArguments()[0], value, path);
        }
        return type instanceof Class<?> simple ? read(simple, value, path) : mismatch(value, path, "another type");
    }

    private @Nullable Object read(Class<?> type, JsonNode value, String path) {
        if (Configurable.class.isAssignableFrom(type)) {
            return records.read(type.asSubclass(Configurable.class), value, path);
        } else if (type == DType.class) {
            return choice(type, value.isObject() ? value.path("config").path("name") : value, path);
        } else if (type.isEnum()) {
            return choice(type, value, path);
        } else if (type == Shape.class) {
            return shape(value, path);
        } else if (type.isArray()) {
            return array(type.getComponentType(), value, path);
        } else if (type == String.class) {
            return value.isTextual() ? value.textValue() : mismatch(value, path, "a text");
        } else if (type == boolean.class || type == Boolean.class) {
            return value.isBoolean() ? (Object) value.booleanValue() : mismatch(value, path, "true or false");
        } else if (type == int.class || type == Integer.class) {
            return isWhole(value) && value.canConvertToInt()
                    ? (Object) value.intValue()
                    : mismatch(value, path, "a whole number");
        } else if (type == long.class || type == Long.class) {
            return isWhole(value) && value.canConvertToLong()
                    ? (Object) value.longValue()
                    : mismatch(value, path, "a whole number");
        } else if (type == double.class || type == Double.class) {
            return isFinite(value, value.doubleValue())
                    ? (Object) value.doubleValue()
                    : mismatch(value, path, "a number");
        } else if (type == float.class || type == Float.class) {
            return isFinite(value, value.floatValue())
                    ? (Object) value.floatValue()
                    : mismatch(value, path, "a number");
        }
        return mismatch(value, path, "an option of type " + type.getSimpleName() + ", which has no saved form");
    }

    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
    }

    private static boolean isFinite(JsonNode value, double number) {
        return value.isNumber() && Double.isFinite(number);
    }

    private @Nullable Object list(Type element, JsonNode value, String path) {
        if (!value.isArray()) {
            return mismatch(value, path, "a list");
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            Object item = read(element, value.get(i), path + "[" + i + "]");
            if (item == null) {
                return null;
            }
            list.add(item);
        }
        return list;
    }

    /** An array from a list, from a single number (a list of one), or from Keras' record of a tensor. */
    private @Nullable Object array(Class<?> component, JsonNode node, String path) {
        JsonNode value = node.isObject() ? node.path("config").path("value") : node;
        if (!value.isArray()) {
            if (!value.isNumber() || component.isArray()) {
                return mismatch(node, path, "a list");
            }
            Object element = read(component, value, path);
            if (element == null) {
                return null;
            }
            Object array = Array.newInstance(component, 1);
            Array.set(array, 0, element);
            return array;
        }
        Object array = Array.newInstance(component, value.size());
        for (int i = 0; i < value.size(); i++) {
            Object item = read((Type) component, value.get(i), path + "[" + i + "]");
            if (item == null) {
                return null;
            }
            Array.set(array, i, item);
        }
        return array;
    }

    private @Nullable Object shape(JsonNode value, String path) {
        int[] dims = new int[value.size()];
        for (int i = 0; i < dims.length; i++) {
            JsonNode d = value.get(i);
            if (!value.isArray() || !(d.isNull() || (d.isInt() && d.intValue() >= 0))) {
                return mismatch(value, path, "a shape, a list of sizes");
            }
            dims[i] = d.isNull() ? -1 : d.intValue();
        }
        return value.isArray() ? Shape.of(dims) : mismatch(value, path, "a shape, a list of sizes");
    }

    /** An enum value by name, ignoring case: Keras writes "ROC". */
    private @Nullable Object choice(Class<?> type, JsonNode value, String path) {
        String text = value.isTextual() ? KerasCompatibility.choice(value.textValue(), type) : null;
        StringJoiner names = new StringJoiner(", ");
        for (Object choice : type.getEnumConstants()) {
            String name = ((Enum<?>) choice).name().toLowerCase(Locale.ROOT);
            if (name.equalsIgnoreCase(text)) {
                return choice;
            }
            names.add(name);
        }
        return mismatch(value, path, "one of " + names);
    }

    private @Nullable Object mismatch(JsonNode value, String path, String expected) {
        problems.add(path + ": expected " + expected + ", got " + brief(value));
        return null;
    }

    /** The text of a value for a message, shortened to a readable length. */
    static String brief(JsonNode value) {
        return value.isMissingNode()
                ? "nothing"
                : value.isContainerNode() && value.size() > MAX_LENGTH
                        ? (value.isArray() ? "a list" : "an object") + " of " + value.size() + " entries"
                        : brief(value.toString());
    }

    static String brief(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }
}
