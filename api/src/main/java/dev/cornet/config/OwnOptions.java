package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.OptionException;
import org.jspecify.annotations.Nullable;

/**
 * The options that a user's class declares itself. Their keys may be those of earlier versions of Keras, such as "lr" and "decay"; the
 * conversion of old files leaves them as they are.
 */
public final class OwnOptions {
    private OwnOptions() {}

    /** True if a record names a user's class, known or not. */
    public static boolean isOfUser(JsonNode record) {
        Class<?> type = find(record);
        return type == null ? ClassRecord.isUserClass(record) : !LibraryClasses.contains(type);
    }

    /** True if a record names a user's class that declares an option with this key. */
    public static boolean contain(JsonNode record, String key) {
        return declares(find(record), key);
    }

    /** Removes the own options of a record's class from the record's options and returns them. */
    public static ObjectNode removeFrom(ObjectNode config, JsonNode record) {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        Class<?> type = find(record);
        if (type != null && !LibraryClasses.contains(type)) {
            config.fields().forEachRemaining(entry -> {
                if (declares(type, entry.getKey())) {
                    own.set(entry.getKey(), entry.getValue());
                }
            });
            config.remove(own.properties().stream().map(entry -> entry.getKey()).toList());
        }
        return own;
    }

    private static boolean declares(@Nullable Class<?> type, String key) {
        OptionField option = type == null ? null : OptionField.find(type, key);
        return option != null && !LibraryClasses.contains(option.declaringClass());
    }

    private static @Nullable Class<?> find(JsonNode record) {
        try {
            return Registry.findOrNull(Configurable.class, ClassRecord.of(record));
        } catch (OptionException e) { // two classes have this simple name, which the reader of the record refuses
            return null;
        }
    }
}
