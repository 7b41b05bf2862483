package dev.cornet.callbacks;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Callback;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a callback as read from a checkpoint, for {@link Callback#restore}. Missing and malformed values cause a {@link
 * ModelFormatException}.
 *
 * <pre>{@code
 * @Override public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
 *     SavedCallbackState saved = new SavedCallbackState(this, state);
 *     best = saved.optionalNumber("best");
 *     wait = saved.count("wait");
 * }
 * }</pre>
 *
 * @param callback the callback, for messages
 * @param texts the saved texts by name
 */
public record SavedCallbackState(Callback callback, Map<String, String> texts) {
    /** Returns a number. */
    public double number(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            throw invalid(name, "a number, got \"" + texts.get(name) + "\"");
        }
    }

    /** Returns a number, or null if the checkpoint has no such entry. */
    public @Nullable Double optionalNumber(String name) {
        return texts.containsKey(name) ? number(name) : null;
    }

    /** Returns a whole number, 0 or more. */
    public int count(String name) {
        long value = longCount(name);
        if (value > Integer.MAX_VALUE) {
            throw invalid(name, "at most " + Integer.MAX_VALUE + ", got " + value);
        }
        return (int) value;
    }

    /** Returns a whole number, 0 or more, that may exceed an int. */
    public long longCount(String name) {
        try {
            long value = Long.parseLong(text(name));
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw invalid(name, "a whole number, 0 or more, got \"" + texts.get(name) + "\"");
    }

    /** Returns one of the saved tensors. */
    public Tensor tensor(Map<String, Tensor> tensors, String name) {
        return requirePresent(tensors.get(name), name);
    }

    /** Returns the list of tensors that {@link #listOf} has named; null if there are no tensors at all, as for null. */
    public @Nullable List<Tensor> list(Map<String, Tensor> tensors, String name) {
        if (tensors.isEmpty()) {
            return null;
        }
        List<Tensor> list = new ArrayList<>();
        do {
            list.add(tensor(tensors, name + "/" + list.size()));
        } while (list.size() < tensors.size() && tensors.containsKey(name + "/" + list.size()));
        return list;
    }

    /** Returns the tensors of a list by the names name/0, name/1, … for {@link Callback#tensors}; none for null. */
    public static Map<String, Tensor> listOf(String name, @Nullable List<Tensor> list) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (int i = 0; list != null && i < list.size(); i++) {
            tensors.put(name + "/" + i, list.get(i));
        }
        return tensors;
    }

    private String text(String name) {
        return requirePresent(texts.get(name), name);
    }

    private <T> T requirePresent(@Nullable T value, String name) {
        if (value == null) {
            throw invalid(name, "there, but is missing");
        }
        return value;
    }

    private ModelFormatException invalid(String name, String requirement) {
        return new ModelFormatException("the checkpoint's part for "
                + callback.getClass().getSimpleName() + ": \"" + name + "\" must be " + requirement);
    }
}
