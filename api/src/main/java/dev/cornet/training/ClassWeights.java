package dev.cornet.training;

import dev.cornet.data.Batch;
import dev.cornet.exceptions.OptionException;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The conversion of class weights to sample weights: one weight per row of the output, that is, per sample, per step of a sequence or per
 * pixel of an image. The class of a row is its label rounded to a whole number, or the argmax of its one-hot row.
 */
final class ClassWeights {
    private ClassWeights() {}

    /** Throws if a class number is too large for the model's output. With one output column, any class number is accepted. */
    static void requireClasses(Map<Integer, Double> weights, List<Symbol> outputs) {
        int classes = outputs.size() == 1 && outputs.get(0).shape().rank() > 0
                ? outputs.get(0).shape().last()
                : 1;
        for (int c : weights.keySet()) {
            if (classes > 1 && c >= classes) {
                throw new OptionException(
                        "fit: classWeight names class " + c + ", but the model has " + classes + ", counted from 0.");
            }
        }
    }

    /**
     * A copy of the batch in which each sample has the weight of its class.
     *
     * @param output the shape of the model's output for one sample
     */
    static Batch apply(Batch batch, Map<Integer, Double> weights, Shape output) {
        if (batch.targets().size() != 1) {
            throw new OptionException(
                    "fit: classWeight is for models of one output; weigh the samples of the others by sampleWeight.");
        }
        if (!batch.weights().isEmpty()) {
            throw new OptionException("fit: give classWeight or sampleWeight, not both.");
        }
        Tensor y = batch.targets().get(0);
        Shape rows = output.withBatch(batch.size()).range(0, Math.max(1, output.rank()));
        boolean areLabels = y.size() == rows.size();
        if (!areLabels && !y.shape().equals(output.withBatch(batch.size()))) {
            return batch; // the loss will throw for these targets
        }
        int[] largest = areLabels ? new int[0] : y.argMax();
        Tensor weight = Tensor.zeros(rows);
        for (int r = 0; r < weight.size(); r++) {
            int label = areLabels ? (int) Math.rint(y.data()[y.offset() + r]) : largest[r];
            weight.data()[r] = weights.getOrDefault(label, 1.0).floatValue();
        }
        return new Batch(batch.inputs(), batch.targets(), List.of(weight), batch.shardRows());
    }
}
