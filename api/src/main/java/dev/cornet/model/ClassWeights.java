package dev.cornet.model;

import dev.cornet.data.Batch;
import dev.cornet.error.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** A weight per class turned into a weight per sample, by the sample's label or the largest of its one-hot row. */
final class ClassWeights {
    private ClassWeights() {}

    /** Refuses a class that the model does not have; one output column may stand for two classes, or for any number. */
    static void requireClasses(Map<Integer, Double> weights, Model model) {
        int classes = model.outputs().size() == 1 && model.output().shape().rank() == 1
                ? model.output().shape().last()
                : 1;
        for (int c : weights.keySet()) {
            if (classes > 1 && c >= classes) {
                throw new OptionException(
                        "fit: classWeight names class " + c + ", but the model has " + classes + ", counted from 0.");
            }
        }
    }

    static Batch apply(Batch batch, Map<Integer, Double> weights) {
        if (batch.targets().size() != 1) {
            throw new OptionException(
                    "fit: classWeight is for models of one output; weigh the samples of the others by sampleWeight.");
        }
        if (!batch.weights().isEmpty()) {
            throw new OptionException("fit: give classWeight or sampleWeight, not both.");
        }
        Tensor y = batch.targets().get(0);
        int rows = batch.size();
        boolean oneHot = y.size() > rows;
        int[] largest = oneHot ? y.argMax() : new int[0];
        Tensor weight = Tensor.zeros(rows);
        for (int r = 0; r < rows; r++) {
            int label = oneHot ? largest[r] : (int) y.data()[y.offset() + r];
            weight.data()[r] = weights.getOrDefault(label, 1.0).floatValue();
        }
        return new Batch(batch.inputs(), batch.targets(), List.of(weight));
    }
}
