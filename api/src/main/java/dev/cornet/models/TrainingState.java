package dev.cornet.models;

import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * Where a training stands, beside weights and optimizer: for callbacks that save and resume.
 *
 * @param epoch the number of epochs done
 * @param history the figures of those epochs
 * @param callbacks what each callback remembers, by its name: its class, with a number behind it from the second of a kind on
 */
public record TrainingState(int epoch, History history, Map<String, CallbackState> callbacks) {
    /** What a callback remembers: text and tensors by name. */
    public record CallbackState(Map<String, String> texts, Map<String, Tensor> tensors) {}

    /** Outside a training. */
    public static TrainingState none() {
        return new TrainingState(0, new History(), Map.of());
    }
}
