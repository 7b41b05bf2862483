package dev.cornet.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cornet.config.Configurable;
import dev.cornet.config.Names;
import dev.cornet.config.Option;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A case written by real Keras. */
public record GoldenCase(String name, JsonNode tree) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

    public static GoldenCase read(String family, String name) {
        return new GoldenCase(name, parse("/golden/" + family + "/" + name + ".json"));
    }

    /** The names of a family's cases by class. */
    public static Map<String, List<String>> index(String family) {
        Map<String, List<String>> index = new TreeMap<>();
        parse("/golden/" + family + "/index.json").fields().forEachRemaining(e -> {
            List<String> names = new ArrayList<>();
            e.getValue().forEach(n -> names.add(n.asText()));
            index.put(e.getKey(), names);
        });
        return index;
    }

    private static JsonNode parse(String path) {
        try (InputStream in = GoldenCase.class.getResourceAsStream(path)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Tensor tensor(JsonNode node) {
        JsonNode data = node.get("data");
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(data.get(i).asText());
        }
        int[] dims = new int[node.get("shape").size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = node.get("shape").get(i).asInt();
        }
        return Tensor.wrap(values, Shape.of(dims));
    }

    public static List<Tensor> tensors(JsonNode nodes) {
        List<Tensor> tensors = new ArrayList<>();
        nodes.forEach(n -> tensors.add(tensor(n)));
        return tensors;
    }

    /** The unit that a Keras record describes. */
    public static Configurable unit(String javaPackage, JsonNode record) {
        try {
            Class<?> type =
                    Class.forName(javaPackage + "." + record.get("class_name").asText());
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Configurable unit = (Configurable) constructor.newInstance();
            set(unit, type, javaPackage, record.get("config"));
            unit.check();
            return unit;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.toString(), e);
        }
    }

    private static void set(Configurable unit, Class<?> type, String javaPackage, JsonNode config)
            throws ReflectiveOperationException {
        if (type != Object.class) {
            set(unit, type.getSuperclass(), javaPackage, config);
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    String key = option.value().isEmpty() ? Names.key(field.getName()) : option.value();
                    JsonNode value = config.get(key);
                    if (value != null) { // Keras leaves some options out of its records
                        field.setAccessible(true);
                        field.set(unit, value(field.getType(), javaPackage, value));
                    }
                }
            }
        }
    }

    /** The keys of a unit's options in their order, a superclass's first. */
    public static List<String> keys(Object unit) {
        List<String> keys = new ArrayList<>();
        for (Class<?> type = unit.getClass(); type != Object.class; type = type.getSuperclass()) {
            List<String> own = new ArrayList<>();
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    own.add(option.value().isEmpty() ? Names.key(field.getName()) : option.value());
                }
            }
            keys.addAll(0, own);
        }
        return keys;
    }

    /** Fails unless a unit has all options of the record that Keras wrote of it, in that order; it may have more. */
    public static void assertKerasOptions(Object unit, JsonNode record) {
        List<String> keras = new ArrayList<>();
        record.get("config").fieldNames().forEachRemaining(keras::add);
        keras.remove("dtype");
        List<String> ours = keys(unit);
        ours.retainAll(keras);
        assertEquals(keras, ours);
    }

    /** The values of a unit's options by their keys. */
    public static Map<String, Object> options(Object unit) {
        Map<String, Object> options = new TreeMap<>();
        try {
            for (Class<?> type = unit.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (field.isAnnotationPresent(Option.class)) {
                        field.setAccessible(true);
                        options.put(Names.key(field.getName()), field.get(unit));
                    }
                }
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        return options;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object value(Class<?> type, String javaPackage, JsonNode value) throws ReflectiveOperationException {
        if (value.isNull()) {
            return null;
        } else if (Configurable.class.isAssignableFrom(type)) {
            return value.isObject()
                    ? unit(javaPackage, value)
                    : Class.forName(javaPackage + ".FixedRate")
                            .getConstructor(double.class)
                            .newInstance(value.asDouble());
        } else if (type.isEnum()) {
            return Enum.valueOf((Class<Enum>) type, value.asText().toUpperCase(Locale.ROOT));
        } else if (type == double[].class) {
            value = value.isObject() ? value.get("config").get("value") : value; // a tensor among options
            return value.isArray() ? JSON.convertValue(value, double[].class) : new double[] {value.asDouble()};
        }
        return JSON.convertValue(value, type);
    }

    @Override
    public String toString() {
        return name;
    }
}
