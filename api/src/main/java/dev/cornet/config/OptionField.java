package dev.cornet.config;

import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field that is marked as an {@link Option}, with its key; reads and sets the field by reflection. */
record OptionField(Field field, String key, boolean nullable, boolean required) {
    private static final ClassValue<List<OptionField>> FIELDS = new ClassValue<>() {
        @Override
        protected List<OptionField> computeValue(Class<?> type) {
            List<OptionField> fields = new ArrayList<>();
            collect(type, fields);
            return List.copyOf(fields);
        }
    };

    /** The options of a class, in the order in which they are saved. */
    static List<OptionField> of(Class<?> type) {
        return FIELDS.get(type);
    }

    private static void collect(@Nullable Class<?> type, List<OptionField> fields) {
        if (type == null || type == Object.class) {
            return;
        }
        collect(type.getSuperclass(), fields);
        for (Field field : type.getDeclaredFields()) {
            Option option = field.getAnnotation(Option.class);
            if (option != null) {
                ReflectiveAccess.open(field);
                String key = option.value().isEmpty() ? KerasNames.key(field.getName()) : option.value();
                boolean nullable = field.getAnnotatedType().isAnnotationPresent(Nullable.class);
                fields.add(
                        insertionIndex(field, option.before(), fields),
                        new OptionField(field, key, nullable, option.required()));
            }
        }
    }

    private static int insertionIndex(Field field, String before, List<OptionField> fields) {
        if (before.isEmpty()) {
            return fields.size();
        }
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).key.equals(before)) {
                return i;
            }
        }
        throw new IllegalStateException("no option \"" + before + "\" stands before " + field);
    }

    /** True if the field is marked nullable, or is null in {@code newComponent}, a component with default options. */
    boolean acceptsNull(Configurable newComponent) {
        return nullable || (!required && !field.getType().isPrimitive() && get(newComponent) == null);
    }

    Type type() {
        return field.getGenericType();
    }

    @Nullable
    Object get(Configurable component) {
        try {
            return field.get(component);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("option " + field + " cannot be read", e);
        }
    }

    void set(Configurable component, @Nullable Object value) {
        try {
            field.set(component, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("option " + field + " cannot be set", e);
        }
    }
}
