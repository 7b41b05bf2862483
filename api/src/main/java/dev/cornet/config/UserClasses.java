package dev.cornet.config;

import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Users' classes by registered name: classes that were registered, and classes whose records this program has written. */
final class UserClasses {
    private final Map<String, Class<? extends Configurable>> registered = new ConcurrentHashMap<>();
    private final Map<String, Class<? extends Configurable>> written = new ConcurrentHashMap<>();
    private final Map<Class<?>, String> names = new ConcurrentHashMap<>();
    private final ThreadLocal<@Nullable Set<Class<?>>> foundUnregistered = new ThreadLocal<>();

    void add(String registeredName, Class<? extends Configurable> component) {
        int separator = registeredName.indexOf('>');
        if (separator <= 0 || separator == registeredName.length() - 1) {
            throw new OptionException(
                    "a class is registered as \"package>Name\", as records name it, got \"" + registeredName + "\"");
        }
        registered.put(registeredName, component);
        names.put(component, registeredName);
    }

    void noteWritten(Class<? extends Configurable> component) {
        written.put(nameOf(component), component);
    }

    /** The name under which a class was last registered; its default name if it never was. */
    String nameOf(Class<?> component) {
        String name = names.get(component);
        return name != null ? name : ClassRecord.defaultRegisteredName(component);
    }

    /** Runs a reader, and passes on the classes that it found only because this program has written their records, if any. */
    <T> T reading(Supplier<T> reader, Consumer<Set<Class<?>>> unregistered) {
        if (foundUnregistered.get() != null) {
            return reader.get(); // a part of another reading
        }
        Set<Class<?>> found = new LinkedHashSet<>();
        foundUnregistered.set(found);
        T result;
        try {
            result = reader.get();
        } finally {
            foundUnregistered.remove();
        }
        if (!found.isEmpty()) {
            unregistered.accept(found);
        }
        return result;
    }

    /** The registered classes of a family, each once. */
    Set<Class<? extends Configurable>> of(Class<?> family) {
        Set<Class<? extends Configurable>> all = new LinkedHashSet<>();
        registered.values().stream().filter(family::isAssignableFrom).forEach(all::add);
        return all;
    }

    /** The class for a record of a user's class; null if it is unknown. */
    <T extends Configurable> @Nullable Class<? extends T> find(Class<T> family, ClassRecord record) {
        String name = record.registeredName();
        Class<? extends T> found = null;
        if (name != null && name.indexOf('>') >= 0) {
            found = byRegisteredName(family, name);
            if (found == null && name.startsWith(ClassRecord.DEFAULT_PACKAGE + ">")) {
                found = bySimpleName(family, record.className());
                if (found == null && record.module() == null) { // TensorFlow 2 wrote its own optimizers like this
                    found = Registry.find(family, "keras.optimizers", record.className());
                }
            }
        } else {
            found = bySimpleName(family, record.className());
        }
        return found;
    }

    /** The class for a name in a user's call: "my.package>Twice", "Twice" or "twice"; null if it is unknown. */
    <T extends Configurable> @Nullable Class<? extends T> byAnyName(Class<T> family, String name) {
        return name.indexOf('>') >= 0 ? byRegisteredName(family, name) : bySimpleName(family, name);
    }

    private <T extends Configurable> @Nullable Class<? extends T> byRegisteredName(Class<T> family, String name) {
        Class<? extends Configurable> found = registered.get(name);
        if (found == null) {
            found = written.get(name);
            Set<Class<?>> unregistered = foundUnregistered.get();
            if (found != null && unregistered != null) {
                unregistered.add(found);
            }
        }
        return found != null && family.isAssignableFrom(found) ? found.asSubclass(family) : null;
    }

    private <T extends Configurable> @Nullable Class<? extends T> bySimpleName(Class<T> family, String name) {
        Set<Class<? extends Configurable>> found = new LinkedHashSet<>();
        for (Class<? extends Configurable> component : of(family)) {
            if (component.getSimpleName().equals(name)
                    || KerasNames.snake(component.getSimpleName()).equals(name)) {
                found.add(component);
            }
        }
        if (found.size() > 1) {
            List<String> all = new ArrayList<>();
            found.forEach(component -> all.add("\"" + nameOf(component) + "\""));
            throw new OptionException("\"" + name + "\" may be " + String.join(" or ", all)
                    + "; give the whole name of the one that is meant");
        }
        return found.isEmpty() ? null : found.iterator().next().asSubclass(family);
    }

    <T extends Configurable> OptionException unknown(Class<T> family, ClassRecord record) {
        String registeredName = record.registeredName();
        String name = registeredName != null && registeredName.indexOf('>') >= 0 ? registeredName : null;
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
        for (Class<? extends Configurable> component : of(family)) {
            if (component.getSimpleName().equals(record.className())) {
                others.add("\"" + nameOf(component) + "\"");
            }
        }
        return new OptionException(
                others.isEmpty() ? message.toString() : message + ". Known is " + String.join(", ", others));
    }
}
