package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of every value reachable from an object through fields, arrays and collections, by its path. Transient fields are left out:
 * they are caches.
 */
final class FieldSnapshot {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<Object, Boolean> visited = new IdentityHashMap<>();

    private final boolean identities;

    private FieldSnapshot(boolean identities) {
        this.identities = identities;
    }

    /** Numbers, texts and the identities of all other objects. */
    static Map<String, String> of(Object root) {
        FieldSnapshot fields = new FieldSnapshot(true);
        fields.visit("", root);
        return fields.values;
    }

    /** Numbers, texts and the classes of all other objects, which are equal for two objects with the same values. */
    static Map<String, String> ofPlainValues(Object root) {
        FieldSnapshot fields = new FieldSnapshot(false);
        fields.visit("", root);
        return fields.values;
    }

    /** The path of the first value that differs between two snapshots, or null. */
    static @Nullable String firstChange(Map<String, String> before, Map<String, String> after) {
        for (Map.Entry<String, String> entry : after.entrySet()) {
            if (!entry.getValue().equals(before.get(entry.getKey()))) {
                return entry.getKey();
            }
        }
        for (String path : before.keySet()) {
            if (!after.containsKey(path)) {
                return path;
            }
        }
        return null;
    }

    private void visit(String path, @Nullable Object value) {
        if (value == null || isPlain(value)) {
            values.put(path, String.valueOf(value));
            return;
        }
        values.put(path, value.getClass().getName() + (identities ? "@" + System.identityHashCode(value) : ""));
        if (visited.put(value, true) != null) {
            return;
        }
        if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                visit(path + "[" + i + "]", Array.get(value, i));
            }
        } else if (value instanceof Collection<?> items) {
            int i = 0;
            for (Object item : items) {
                visit(path + "[" + i++ + "]", item);
            }
        } else if (value instanceof Map<?, ?> map) {
            int i = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                visit(path + ".key" + i, entry.getKey());
                visit(path + ".value" + i++, entry.getValue());
            }
        } else if (!value.getClass().getName().startsWith("java.")) {
            visitFields(path, value);
        }
    }

    private void visitFields(String path, Object value) {
        for (Class<?> type = value.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                boolean relevant =
                        !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
                if (relevant && field.trySetAccessible()) {
                    try {
                        visit(path + (path.isEmpty() ? "" : ".") + field.getName(), field.get(value));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException("field " + field + " cannot be read", e);
                    }
                } else if (relevant && path.isEmpty()) { // fields of inner objects may belong to any library
                    throw new CornetException(type.getSimpleName()
                            + ": its fields cannot be read by reflection. Add \"opens "
                            + type.getPackageName() + " to dev.cornet.testing;\" to the module-info.java of module "
                            + type.getModule().getName());
                }
            }
        }
    }

    private static boolean isPlain(Object value) {
        return value instanceof Number
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof Class<?>;
    }
}
