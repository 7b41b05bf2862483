package dev.cornet.training;

import dev.cornet.backend.Ops;
import dev.cornet.graph.BatchResult;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.LossClosure;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loss and the gradients of a batch, those of the penalties included. */
abstract class LossAndGradients implements LossClosure {
    private List<Variable> weights = List.of();
    private List<Tensor> gradients = List.of();

    /**
     * The trainable weights that the loss depends on. Other weights have no gradient, and the optimizer must not change them, for example
     * by weight decay.
     */
    final List<Variable> weights() {
        return weights;
    }

    final List<Tensor> gradients() {
        return gradients;
    }

    /**
     * Takes over the gradients of the trained weights and adds those of the penalties, which it returns.
     *
     * @param reached for each weight whether the loss without penalties depends on it
     */
    final double addPenalties(List<Variable> trained, List<Tensor> ofTrained, boolean[] reached) {
        weights = trained;
        gradients = ofTrained;
        for (boolean isReached : reached) {
            if (!isReached) {
                keepReached(reached);
                break;
            }
        }
        double penalties = 0;
        boolean penalized = false;
        for (int i = 0; i < weights.size(); i++) {
            Regularizer regularizer = weights.get(i).regularizer();
            if (regularizer != null) {
                penalties += regularizer.penalty(weights.get(i).value());
                regularizer.addGradient(weights.get(i).value(), gradients.get(i));
                penalized = true;
            }
        }
        if (penalized) {
            gradientsChanged();
        }
        return penalties;
    }

    /** Drops the weights that no gradient has reached and that have no penalty; warns about them. */
    private void keepReached(boolean[] reached) {
        List<Variable> reachedWeights = new ArrayList<>();
        List<Tensor> reachedGradients = new ArrayList<>();
        List<Variable> unreached = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            if (reached[i] || weights.get(i).regularizer() != null) {
                reachedWeights.add(weights.get(i));
                reachedGradients.add(gradients.get(i));
            } else {
                unreached.add(weights.get(i));
            }
        }
        Warnings.withoutGradient(unreached);
        weights = reachedWeights;
        gradients = reachedGradients;
    }

    /** Computes the gradients at the current weights; returns the loss, with penalties and the losses that layers have added. */
    abstract double compute();

    /** Returns the result of the first {@link #compute}. */
    abstract BatchResult result();

    /** Adds the batch to the metrics of the run, with this loss. */
    abstract void updateMetrics(double loss);

    /** Called after the gradients have been changed. */
    abstract void gradientsChanged();

    /** The first weight whose gradient contains NaN or infinity; null if all are finite. */
    abstract @Nullable Variable firstNonFinite();

    /** The first weight whose gradient contains NaN, or infinity that the optimizer does not clip; null if there is none. */
    final @Nullable Variable firstInvalid(Optimizer optimizer) {
        Variable invalid = firstNonFinite();
        if (invalid == null || !optimizer.clipsInfinity()) {
            return invalid;
        }
        for (int i = 0; i < weights().size(); i++) {
            if (Ops.hasNaN(gradients().get(i))) {
                return weights().get(i);
            }
        }
        return null;
    }
}
