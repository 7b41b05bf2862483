package dev.cornet.config;

import dev.cornet.exceptions.OptionException;
import java.lang.reflect.Array;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Snapshot of a component's options at the time when it was built or compiled. Weights and plans would not follow a later change of an
 * option, but a saved file would contain it; so a change is undone and refused.
 */
public final class FixedOptions {
    private final Configurable component;
    private final Map<OptionField, @Nullable Object> values = new IdentityHashMap<>();
    private final Map<String, FixedOptions> inner = new LinkedHashMap<>();

    private FixedOptions(Configurable component) {
        this.component = component;
    }

    /**
     * Takes a snapshot of a component's current options.
     *
     * @param free keys of the options that may change later
     * @param isFixed true for a component among the options (an initializer, an activation) whose own options are part of the snapshot
     */
    public static FixedOptions of(Configurable component, Set<String> free, Predicate<Configurable> isFixed) {
        FixedOptions fixed = new FixedOptions(component);
        for (OptionField option : OptionField.of(component.getClass())) {
            if (!free.contains(option.key())) {
                Object value = option.get(component);
                fixed.values.put(option, copy(value));
                if (value instanceof Configurable part && isFixed.test(part)) {
                    fixed.inner.put(option.key(), of(part, free, isFixed));
                }
            }
        }
        return fixed;
    }

    /**
     * Adds a component that is not among the options, as a constraint that a layer makes for its weight.
     *
     * @param key stands for the component in messages
     */
    public void addPart(String key, Configurable part) {
        if (parts().stream().noneMatch(known -> known == part)) {
            inner.put(key, of(part, Set.of(), nested -> false));
        }
    }

    /** Restores a changed option of the component itself and throws an {@link OptionException}, whose message ends with {@code advice}. */
    public void requireUnchanged(String name, String advice) {
        values.forEach((option, value) -> {
            if (!Objects.deepEquals(option.get(component), value)) {
                option.set(component, copy(value));
                throw refusal(name, option.key(), advice);
            }
        });
    }

    /**
     * Like {@link #requireUnchanged}, but also refuses changes to the options of nested components. These are not restored, since other
     * objects may share the nested components.
     */
    public void requireAllUnchanged(String name, String advice) {
        requireUnchanged(name, advice);
        inner.forEach((key, part) -> part.values.forEach((innerOption, value) -> {
            if (!Objects.deepEquals(innerOption.get(part.component), value)) {
                throw refusal(name, key + "." + innerOption.key(), advice);
            }
        }));
    }

    /** The nested components whose options are part of the snapshot, those within others included. */
    public List<Configurable> parts() {
        return inner.values().stream()
                .flatMap(part -> Stream.concat(Stream.of(part.component), part.parts().stream()))
                .toList();
    }

    private static OptionException refusal(String name, String key, String advice) {
        return new OptionException(name + ": the option " + key + " cannot change any more. " + advice);
    }

    private static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return List.copyOf(list);
        } else if (value == null || !value.getClass().isArray()) {
            return value;
        }
        int length = Array.getLength(value);
        Object copy = Array.newInstance(value.getClass().getComponentType(), length);
        for (int i = 0; i < length; i++) {
            Array.set(copy, i, copy(Array.get(value, i)));
        }
        return copy;
    }
}
