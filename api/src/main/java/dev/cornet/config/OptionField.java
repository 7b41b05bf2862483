package dev.cornet.config;

import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A field that is marked as an {@link Option}, with its key; reads and sets the field by reflection.
 *
 * @param group the field of the component that holds the {@link OptionGroup} of {@code field}; null for an option of the component itself
 */
record OptionField(@Nullable Field group, Field field, String key, boolean nullable, boolean required) {
    private static final ClassValue<List<OptionField>> FIELDS = new ClassValue<>() {
        @Override
        protected List<OptionField> computeValue(Class<?> type) {
            return OptionOrder.of(type);
        }
    };

    /** The options of a class, in the order in which they are saved. */
    static List<OptionField> of(Class<?> type) {
        return FIELDS.get(type);
    }

    /** The option of a class with the given key; null if there is none. */
    static @Nullable OptionField find(Class<?> type, String key) {
        for (OptionField option : of(type)) {
            if (option.key.equals(key)) {
                return option;
            }
        }
        return null;
    }

    /** True if the field is marked nullable, or is null in {@code newComponent}, a component with default options. */
    boolean acceptsNull(Configurable newComponent) {
        return nullable || (!required && !field.getType().isPrimitive() && get(newComponent) == null);
    }

    /** The class whose field, or group of options, this is. */
    Class<?> declaringClass() {
        return (group != null ? group : field).getDeclaringClass();
    }

    Type type() {
        return field.getGenericType();
    }

    /** The object that has the field: the component or its group. */
    private Object holder(Configurable component) throws IllegalAccessException {
        return group == null ? component : Objects.requireNonNull(group.get(component), () -> group + " is null");
    }

    @Nullable
    Object get(Configurable component) {
        try {
            return field.get(holder(component));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("option " + field + " cannot be read", e);
        }
    }

    void set(Configurable component, @Nullable Object value) {
        try {
            field.set(holder(component), value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("option " + field + " cannot be set", e);
        }
    }
}
