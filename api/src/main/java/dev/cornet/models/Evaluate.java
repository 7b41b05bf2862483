package dev.cornet.models;

import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * The arguments of {@code evaluate} other than the data, with Keras' names: {@code new Evaluate().batchSize(128).sampleWeight(w)}.
 *
 * <p>Reference: Keras' "Model training APIs" page.
 */
public final class Evaluate extends RunOptions<Evaluate> {
    private List<Tensor> sampleWeight = List.of();

    public Evaluate() {
        super("evaluate");
    }

    /** A weight per sample, shape (n), for the loss and the weighted metrics of all outputs. For arrays only. */
    public Evaluate sampleWeight(Tensor weights) {
        return sampleWeight(List.of(Arguments.notNull(weights, "Evaluate.sampleWeight", "weights")));
    }

    /** A weight per sample for each output. For arrays only. */
    public Evaluate sampleWeight(List<Tensor> perOutput) {
        this.sampleWeight = Arguments.nonNullElements(perOutput, "evaluate: sampleWeight");
        return this;
    }

    List<Tensor> sampleWeight() {
        return sampleWeight;
    }

    @Override
    void checkFor(Batches source) {
        super.checkFor(source);
        require(sampleWeight.isEmpty(), "sampleWeight is for arrays; a source of batches brings its own.");
    }
}
