package dev.cornet.config;

import dev.cornet.config.ComponentProvider.ComponentPackage;
import dev.cornet.exceptions.OptionException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves arguments that may be a component or the name of one, and describes wrong arguments in messages. */
public final class Components {
    private Components() {}

    /**
     * Returns the argument if it is a component of the family, or a new component if the argument is a name. For any other argument it
     * throws an {@link OptionException} that states what was expected and what was given.
     *
     * @param where the called method, as "compile", for messages
     * @param example a correct call, for messages
     */
    public static <T extends Configurable> T resolve(
            Class<T> family, @Nullable Object argument, String where, String example) {
        if (family.isInstance(argument)) {
            return family.cast(argument);
        }
        if (argument instanceof CharSequence name) {
            return named(family, name.toString(), where);
        }
        String kind = UnknownName.article(UnknownName.kind(family));
        throw new OptionException(where + ": expected " + kind + ", as an object or by its name in quotes, got "
                + describe(argument) + "." + advice(family, argument, example));
    }

    /** A new component by name; the message for an unknown name begins with {@code where}. */
    public static <T extends Configurable> T named(Class<T> family, @Nullable String name, String where) {
        try {
            return Registry.get(family, name);
        } catch (OptionException e) {
            throw new OptionException(where + ": " + e.getMessage(), where + ": " + e.brief());
        }
    }

    private static String advice(Class<? extends Configurable> family, @Nullable Object argument, String example) {
        if (argument instanceof Class<?> type && family.isAssignableFrom(type)) {
            return " Give an object: new " + type.getSimpleName() + "(), or \"" + KerasNames.snake(type.getSimpleName())
                    + "\".";
        }
        if (argument != null && argument.getClass().isArray()) {
            return " Give its elements one by one.";
        }
        Class<?> type =
                argument instanceof Class<?> itself ? itself : argument == null ? Object.class : argument.getClass();
        String name = Configurable.class.isAssignableFrom(type) ? Registry.nameIn(family, type) : null;
        return name == null ? " " + example : " The " + UnknownName.kind(family) + " of that name is \"" + name + "\".";
    }

    /** Describes a value for a message by its kind and class, without Java's hash code. */
    public static String describe(@Nullable Object argument) {
        if (argument == null) {
            return "null";
        } else if (argument instanceof CharSequence text) {
            return "\"" + UnknownName.brief(text.toString()) + "\"";
        } else if (argument instanceof Number || argument instanceof Boolean) {
            return "the " + (argument instanceof Number ? "number " : "value ") + argument;
        } else if (argument instanceof Class<?> type) {
            return "the class " + type.getSimpleName();
        } else if (argument instanceof Configurable component) {
            ComponentPackage pkg = Registry.packageOf(component.getClass());
            return "the " + (pkg == null ? "object " : UnknownName.kind(pkg.family()) + " ") + named(component);
        } else if (argument instanceof Collection<?> list) {
            return "a list of " + list.size() + (list.size() == 1 ? " element" : " elements");
        } else if (argument instanceof Map<?, ?> map) {
            return "a map of " + map.size() + (map.size() == 1 ? " entry" : " entries");
        } else if (argument.getClass().isArray()) {
            return "an array of " + argument.getClass().getComponentType().getSimpleName();
        }
        String name = argument.getClass().getSimpleName();
        return name.isEmpty() || argument.getClass().isHidden()
                ? "a function or an object of a class without name"
                : "an object of class " + name;
    }

    private static String named(Configurable component) {
        return KerasNames.of(component.getClass());
    }
}
