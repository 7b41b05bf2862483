package dev.cornet.config;

import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field of a unit that is marked as an {@link Option}. */
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
                field.setAccessible(true);
                String key = option.value().isEmpty() ? KerasNames.key(field.getName()) : option.value();
                boolean nullable = field.getAnnotatedType().isAnnotationPresent(Nullable.class);
                fields.add(
                        place(field, option.before(), fields),
                        new OptionField(field, key, nullable, option.required()));
            }
        }
    }

    private static int place(Field field, String before, List<OptionField> fields) {
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

    /** True where null is a value: it is marked so, or it is the default, which a new unit still has. */
    boolean takesNull(Configurable fresh) {
        return nullable || (!required && !field.getType().isPrimitive() && get(fresh) == null);
    }

    Type type() {
        return field.getGenericType();
    }

    @Nullable
    Object get(Configurable unit) {
        try {
            return field.get(unit);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("option " + field + " cannot be read", e);
        }
    }

    void set(Configurable unit, @Nullable Object value) {
        try {
            field.set(unit, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("option " + field + " cannot be set", e);
        }
    }
}
