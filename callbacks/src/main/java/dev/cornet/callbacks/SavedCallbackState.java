package dev.cornet.callbacks;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Callback;
import dev.cornet.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of a callback as read from a checkpoint. Missing and malformed values cause a {@link ModelFormatException}. */
record SavedCallbackState(Callback callback, Map<String, String> texts) {
    double number(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            throw invalid(name, "a number, got \"" + texts.get(name) + "\"");
        }
    }

    /** Returns a number, or null if the checkpoint has no such entry. */
    @Nullable
    Double optionalNumber(String name) {
        return texts.containsKey(name) ? number(name) : null;
    }

    int count(String name) {
        long value = longCount(name);
        if (value > Integer.MAX_VALUE) {
            throw invalid(name, "at most " + Integer.MAX_VALUE + ", got " + value);
        }
        return (int) value;
    }

    long longCount(String name) {
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

    Tensor tensor(Map<String, Tensor> tensors, String name) {
        return requirePresent(tensors.get(name), name);
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
