package dev.cornet.callbacks;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Callback;
import dev.cornet.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a callback finds of itself in a checkpoint. */
record CallbackMemory(Callback callback, Map<String, String> texts) {
    double number(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            throw wrong(name, "a number, got \"" + texts.get(name) + "\"");
        }
    }

    /** Null where the callback had none. */
    @Nullable
    Double numberIfAny(String name) {
        return texts.containsKey(name) ? number(name) : null;
    }

    int count(String name) {
        long value = size(name);
        if (value > Integer.MAX_VALUE) {
            throw wrong(name, "at most " + Integer.MAX_VALUE + ", got " + value);
        }
        return (int) value;
    }

    long size(String name) {
        try {
            long value = Long.parseLong(text(name));
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw wrong(name, "a whole number, 0 or more, got \"" + texts.get(name) + "\"");
    }

    Tensor tensor(Map<String, Tensor> tensors, String name) {
        return found(tensors.get(name), name);
    }

    private String text(String name) {
        return found(texts.get(name), name);
    }

    private <T> T found(@Nullable T value, String name) {
        if (value == null) {
            throw wrong(name, "there, but is missing");
        }
        return value;
    }

    private ModelFormatException wrong(String name, String what) {
        return new ModelFormatException("the checkpoint's part for "
                + callback.getClass().getSimpleName() + ": \"" + name + "\" must be " + what);
    }
}
