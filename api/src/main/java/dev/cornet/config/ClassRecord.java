package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What a record says of its class. Keras writes its own classes as {@code "module": "keras.layers", "class_name": "Dense", "registered_name":
 * null}, and a user's as {@code "module": "my_module", "class_name": "Twice", "registered_name": "my_package>Twice"}, or with the class name alone
 * where it was not registered. Before Keras 3 there was the class name alone, or "my_package>Twice" in its place. Cornet's first format had
 * no module and the class name twice for a user's class.
 */
public record ClassRecord(
        @Nullable String module, String className, @Nullable String registeredName) {
    /** The key of an option that may stand beside the others, since some of Keras' classes do not take it. */
    public static final String TRAINABLE = "trainable";

    /** Keras' package of classes that were registered without one. */
    static final String DEFAULT_PACKAGE = "Custom";

    static ClassRecord of(JsonNode record) {
        String className = record.path("class_name").asText();
        String registered = record.path("registered_name").textValue();
        boolean old = registered == null && className.indexOf('>') > 0;
        return new ClassRecord(
                record.path("module").textValue(),
                className.substring(className.indexOf('>') + 1),
                old ? className : registered);
    }

    /** What is written for a class. */
    static ClassRecord of(Class<?> unit) {
        String module = Registry.moduleOf(unit);
        if (module != null) {
            return new ClassRecord(module, unit.getSimpleName(), null);
        }
        String ownModule = unit.getPackageName().isEmpty() ? null : unit.getPackageName();
        return new ClassRecord(ownModule, unit.getSimpleName(), Registry.registeredName(unit));
    }

    /** The name under which a user's class is known unless it is given another one: its package and, after {@code >}, its name in there. */
    public static String ownName(Class<?> unit) {
        String packageName = unit.getPackageName();
        String name = unit.getName().substring(packageName.isEmpty() ? 0 : packageName.length() + 1);
        return (packageName.isEmpty() ? DEFAULT_PACKAGE : packageName) + ">" + name.replace('$', '.');
    }

    /** True for a record of a class that is not Keras' nor Cornet's. */
    public static boolean isUsers(JsonNode record) {
        return of(record).isUsers();
    }

    /** The name of a record's class for messages: a user's registered one, or the class name. */
    public static String nameOf(JsonNode record) {
        ClassRecord name = of(record);
        String registered = name.registeredName;
        return registered != null && registered.indexOf('>') >= 0 ? registered : name.className;
    }

    boolean isUsers() {
        if (registeredName != null && registeredName.indexOf('>') >= 0) {
            return true;
        }
        return module == null ? registeredName != null : !isKeras(module);
    }

    private static boolean isKeras(String module) {
        int dot = module.indexOf('.');
        String root = dot < 0 ? module : module.substring(0, dot);
        return root.equals("keras") || root.equals("tf_keras") || root.equals("tensorflow") || root.equals("builtins");
    }

    void writeTo(ObjectNode record) {
        record.put("module", module);
        record.put("class_name", className);
    }
}
