package dev.cornet.data;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * What one step learns from: for each input of the model a tensor, for each output the targets and, where given, weights; the first axis
 * of all of them is the sample.
 *
 * @param inputs one tensor per input
 * @param targets one tensor per output; empty for predict
 * @param weights sample weights: none, or one tensor (n) per output
 */
public record Batch(List<Tensor> inputs, List<Tensor> targets, List<Tensor> weights) {
    public Batch {
        inputs = Arguments.all(inputs, "batch: inputs");
        targets = Arguments.all(targets, "batch: targets");
        weights = Arguments.all(weights, "batch: weights");
        if (inputs.isEmpty()) {
            throw new ShapeException("a batch needs at least one input tensor");
        }
        if (inputs.get(0).shape().rank() == 0) {
            throw new ShapeException(
                    "batch: the first axis counts the samples, but input 0 is a single number; reshape it to (1)");
        }
        int rows = inputs.get(0).shape().dim(0);
        requireRows("input", inputs, rows);
        requireRows("target", targets, rows);
        requireRows("sample weight", weights, rows);
    }

    /** Inputs alone. */
    public static Batch of(Tensor x) {
        Arguments.given(x, "Batch.of", "x");
        return new Batch(List.of(x), List.of(), List.of());
    }

    /** One input, one output. */
    public static Batch of(Tensor x, Tensor y) {
        Arguments.given(x, "Batch.of", "x");
        Arguments.given(y, "Batch.of", "y");
        return new Batch(List.of(x), List.of(y), List.of());
    }

    /** One input, one output, a weight per sample. */
    public static Batch of(Tensor x, Tensor y, Tensor weight) {
        Arguments.given(x, "Batch.of", "x");
        Arguments.given(y, "Batch.of", "y");
        Arguments.given(weight, "Batch.of", "weight");
        return new Batch(List.of(x), List.of(y), List.of(weight));
    }

    /** The number of samples. */
    public int size() {
        return inputs.get(0).shape().dim(0);
    }

    private static void requireRows(String what, List<Tensor> tensors, int rows) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).shape().rank() == 0 || tensors.get(i).shape().dim(0) != rows) {
                throw new ShapeException("batch: the first axis counts the samples and must agree: input 0 has " + rows
                        + ", " + what + " " + i + " has shape " + tensors.get(i).shape() + ".");
            }
        }
    }
}
