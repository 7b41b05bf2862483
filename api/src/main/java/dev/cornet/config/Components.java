package dev.cornet.config;

import dev.cornet.config.ComponentProvider.Shelf;
import dev.cornet.exceptions.OptionException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves arguments that may be a component or the name of one, and describes wrong arguments in messages. */
public final class Components {
    private Components() {}

    /**
     * Returns the argument if it is a component of the family, or a new component if the argument is a name. Throws an
     * {@link OptionException} that says what was expected and what came for anything else.
     *
     * @param where the called method, as "compile", for messages
     * @param form an example of the right call, for messages
     */
    public static <T extends Configurable> T unit(Class<T> family, @Nullable Object given, String where, String form) {
        if (family.isInstance(given)) {
            return family.cast(given);
        }
        if (given instanceof CharSequence name) {
            return named(family, name.toString(), where);
        }
        String kind = UnknownName.article(UnknownName.kind(family));
        throw new OptionException(where + ": expected " + kind + ", as an object or by its name in quotes, got "
                + describe(given) + "." + advice(family, given, form));
    }

    /** A new component by name; the message for an unknown name begins with {@code where}. */
    public static <T extends Configurable> T named(Class<T> family, @Nullable String name, String where) {
        try {
            return Registry.get(family, name);
        } catch (OptionException e) {
            throw new OptionException(where + ": " + e.getMessage(), where + ": " + e.brief());
        }
    }

    private static String advice(Class<? extends Configurable> family, @Nullable Object given, String form) {
        if (given instanceof Class<?> type && family.isAssignableFrom(type)) {
            return " Give an object: new " + type.getSimpleName() + "(), or \"" + KerasNames.snake(type.getSimpleName())
                    + "\".";
        }
        if (given != null && given.getClass().isArray()) {
            return " Give its elements one by one.";
        }
        Class<?> type = given instanceof Class<?> itself ? itself : given == null ? Object.class : given.getClass();
        String name = Configurable.class.isAssignableFrom(type) ? Registry.nameIn(family, type) : null;
        return name == null ? " " + form : " The " + UnknownName.kind(family) + " of that name is \"" + name + "\".";
    }

    /** Describes a value for a message by its kind and class, without Java's hash code. */
    public static String describe(@Nullable Object given) {
        if (given == null) {
            return "null";
        } else if (given instanceof CharSequence text) {
            return "\"" + UnknownName.brief(text.toString()) + "\"";
        } else if (given instanceof Number || given instanceof Boolean) {
            return "the " + (given instanceof Number ? "number " : "value ") + given;
        } else if (given instanceof Class<?> type) {
            return "the class " + type.getSimpleName();
        } else if (given instanceof Configurable component) {
            Shelf pkg = Registry.packageOf(component.getClass());
            return "the " + (pkg == null ? "object " : UnknownName.kind(pkg.family()) + " ") + named(component);
        } else if (given instanceof Collection<?> list) {
            return "a list of " + list.size() + (list.size() == 1 ? " element" : " elements");
        } else if (given instanceof Map<?, ?> map) {
            return "a map of " + map.size() + (map.size() == 1 ? " entry" : " entries");
        } else if (given.getClass().isArray()) {
            return "an array of " + given.getClass().getComponentType().getSimpleName();
        }
        String name = given.getClass().getSimpleName();
        return name.isEmpty() || given.getClass().isHidden()
                ? "a function or an object of a class without name"
                : "an object of class " + name;
    }

    private static String named(Configurable component) {
        return KerasNames.of(component.getClass());
    }
}
