package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The class that a saved record names, as module, class name and registered name. Keras writes its own classes as {@code "module":
 * "keras.layers", "class_name": "Dense", "registered_name": null}, and a user's class as {@code "module": "my_module", "class_name":
 * "Twice", "registered_name": "my_package>Twice"}, or without a registered name where it was not registered. Keras 1 and 2 wrote only the
 * class name, or "my_package>Twice" in its place. Cornet's format 1 had no module; it repeated the class name of a user's class as
 * the registered name.
 */
public record ClassRecord(
        @Nullable String module, String className, @Nullable String registeredName) {
    /**
     * The key of the option "trainable". It may be beside "config" instead of within it, as some of Keras' constructors do not accept it.
     */
    public static final String TRAINABLE = "trainable";

    /** Keras' default package, for classes that were registered without a package. */
    static final String DEFAULT_PACKAGE = "Custom";

    static ClassRecord of(JsonNode record) {
        String className = record.path("class_name").asText();
        String registered = record.path("registered_name").textValue();
        boolean isKeras2Form = registered == null && className.indexOf('>') > 0;
        return new ClassRecord(
                record.path("module").textValue(),
                className.substring(className.indexOf('>') + 1),
                isKeras2Form ? className : registered);
    }

    /** The names that a saved record has for a class. */
    static ClassRecord of(Class<?> component) {
        String module = Registry.moduleOf(component);
        if (module != null) {
            return new ClassRecord(module, component.getSimpleName(), null);
        }
        String ownModule = component.getPackageName().isEmpty() ? null : component.getPackageName();
        return new ClassRecord(ownModule, component.getSimpleName(), Registry.registeredName(component));
    }

    /** The default registered name of a user's class: its package, {@code >}, and its name in the package. */
    public static String defaultRegisteredName(Class<?> component) {
        String packageName = component.getPackageName();
        String name = component.getName().substring(packageName.isEmpty() ? 0 : packageName.length() + 1);
        return (packageName.isEmpty() ? DEFAULT_PACKAGE : packageName) + ">" + name.replace('$', '.');
    }

    /** True if the class of the record belongs neither to Keras nor to Cornet. */
    public static boolean isUserClass(JsonNode record) {
        return of(record).isUserClass();
    }

    /** The name of a record's class for messages: the registered name of a user's class, else the class name. */
    public static String nameOf(JsonNode record) {
        ClassRecord name = of(record);
        String registered = name.registeredName;
        return registered != null && registered.indexOf('>') >= 0 ? registered : name.className;
    }

    boolean isUserClass() {
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
