package dev.cornet.config;

import dev.cornet.exceptions.OptionException;
import java.lang.reflect.Array;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The options of a unit as they were when it was put to use. What was made of them, weights and plans, would not follow a change, but a file
 * would have it; so a change is undone and refused.
 */
public final class FixedOptions {
    private final Configurable unit;
    private final Map<OptionField, @Nullable Object> values = new IdentityHashMap<>();
    private final Map<OptionField, FixedOptions> inner = new IdentityHashMap<>();

    private FixedOptions(Configurable unit) {
        this.unit = unit;
    }

    /**
     * The options of a unit as they are now.
     *
     * @param free keys of those that may change all the same
     * @param isUsedUp true for a unit among the options whose own options are fixed with it
     */
    public static FixedOptions of(Configurable unit, Set<String> free, Predicate<Configurable> isUsedUp) {
        FixedOptions fixed = new FixedOptions(unit);
        for (OptionField option : OptionField.of(unit.getClass())) {
            if (!free.contains(option.key())) {
                Object value = option.get(unit);
                fixed.values.put(option, copy(value));
                if (value instanceof Configurable part && isUsedUp.test(part)) {
                    fixed.inner.put(option, of(part, free, isUsedUp));
                }
            }
        }
        return fixed;
    }

    /** Undoes changes of the unit's own options and refuses them; {@code mend} ends the message. */
    public void requireUnchanged(String name, String mend) {
        values.forEach((option, value) -> {
            if (!Objects.deepEquals(option.get(unit), value)) {
                option.set(unit, copy(value));
                throw refusal(name, option.key(), mend);
            }
        });
    }

    /** The same, and refuses changes of the units among the options too, which cannot be undone where others may use them. */
    public void requireWholly(String name, String mend) {
        requireUnchanged(name, mend);
        inner.forEach((option, part) -> part.values.forEach((own, value) -> {
            if (!Objects.deepEquals(own.get(part.unit), value)) {
                throw refusal(name, option.key() + "." + own.key(), mend);
            }
        }));
    }

    private static OptionException refusal(String name, String key, String mend) {
        return new OptionException(name + ": the option " + key + " cannot change any more. " + mend);
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
