package dev.cornet.config;

import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The classes that users have made known, by their registered names, and those of which a record was written. */
final class UserClasses {
    private final Map<String, Class<? extends Configurable>> added = new ConcurrentHashMap<>();
    private final Map<String, Class<? extends Configurable>> written = new ConcurrentHashMap<>();
    private final Map<Class<?>, String> names = new ConcurrentHashMap<>();

    void add(String registeredName, Class<? extends Configurable> unit) {
        int end = registeredName.indexOf('>');
        if (end <= 0 || end == registeredName.length() - 1) {
            throw new OptionException(
                    "a class is registered as \"package>Name\", as records name it, got \"" + registeredName + "\"");
        }
        added.put(registeredName, unit);
        names.put(unit, registeredName);
    }

    void written(Class<? extends Configurable> unit) {
        written.put(nameOf(unit), unit);
    }

    /** The name under which a class was last made known; its own one if it never was. */
    String nameOf(Class<?> unit) {
        String name = names.get(unit);
        return name != null ? name : ClassRecord.ownName(unit);
    }

    /** Those of a family that were made known, each once. */
    Set<Class<? extends Configurable>> of(Class<?> family) {
        Set<Class<? extends Configurable>> all = new LinkedHashSet<>();
        added.values().stream().filter(family::isAssignableFrom).forEach(all::add);
        return all;
    }

    /** The class of a record that is a user's; null for one that is not known. */
    <T extends Configurable> @Nullable Class<? extends T> find(Class<T> family, ClassRecord record) {
        String name = record.registeredName();
        Class<? extends T> found = null;
        if (name != null && name.indexOf('>') >= 0) {
            found = byRegisteredName(family, name);
            if (found == null && name.startsWith(ClassRecord.DEFAULT_PACKAGE + ">")) {
                found = bySimpleName(family, record.className());
                if (found == null && record.module() == null) { // so TensorFlow 2 named optimizers of its own
                    found = Registry.find(family, "keras.optimizers", record.className());
                }
            }
        } else {
            found = bySimpleName(family, record.className());
        }
        return found;
    }

    /** The class that a name stands for which a user gives: "my.package>Twice", "Twice" or "twice". */
    <T extends Configurable> @Nullable Class<? extends T> byPlainName(Class<T> family, String name) {
        return name.indexOf('>') >= 0 ? byRegisteredName(family, name) : bySimpleName(family, name);
    }

    private <T extends Configurable> @Nullable Class<? extends T> byRegisteredName(Class<T> family, String name) {
        Class<? extends Configurable> found = added.getOrDefault(name, written.get(name));
        return found != null && family.isAssignableFrom(found) ? found.asSubclass(family) : null;
    }

    private <T extends Configurable> @Nullable Class<? extends T> bySimpleName(Class<T> family, String name) {
        Set<Class<? extends Configurable>> found = new LinkedHashSet<>();
        for (Class<? extends Configurable> unit : of(family)) {
            if (unit.getSimpleName().equals(name)
                    || KerasNames.snake(unit.getSimpleName()).equals(name)) {
                found.add(unit);
            }
        }
        if (found.size() > 1) {
            List<String> all = new ArrayList<>();
            found.forEach(unit -> all.add("\"" + nameOf(unit) + "\""));
            throw new OptionException("\"" + name + "\" may be " + String.join(" or ", all)
                    + "; give the whole name of the one that is meant");
        }
        return found.isEmpty() ? null : found.iterator().next().asSubclass(family);
    }

    <T extends Configurable> OptionException unknown(Class<T> family, ClassRecord record) {
        String registered = record.registeredName();
        String name = registered != null && registered.indexOf('>') >= 0 ? registered : null;
        String module = record.module() == null ? "" : " of the module " + record.module();
        StringBuilder message = new StringBuilder("unknown ")
                .append(KerasNames.snake(family.getSimpleName()).replace('_', ' '))
                .append(" \"")
                .append(name != null ? name : record.className())
                .append('"')
                .append(name != null ? "" : module)
                .append(": a class of whoever wrote the file, not one of the library. Make your class known before"
                        + " loading, by Cornet.register(")
                .append(name == null ? "" : "\"" + name + "\", ")
                .append("MyClass.class)");
        List<String> others = new ArrayList<>();
        for (Class<? extends Configurable> unit : of(family)) {
            if (unit.getSimpleName().equals(record.className())) {
                others.add("\"" + nameOf(unit) + "\"");
            }
        }
        return new OptionException(
                others.isEmpty() ? message.toString() : message + ". Known is " + String.join(", ", others));
    }
}
