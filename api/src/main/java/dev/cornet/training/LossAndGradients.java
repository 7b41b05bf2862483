package dev.cornet.training;

import dev.cornet.data.Batch;
import dev.cornet.graph.BatchResult;
import dev.cornet.graph.Executor;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.LossClosure;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.random.RandomStream;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The loss and the gradients of one batch, penalties included. An optimizer with a line search evaluates them again at other weights. */
final class LossAndGradients implements LossClosure {
    private final Executor executor;
    private final Batch batch;
    private final RandomStream random;
    private final CompileLoss compileLoss;
    private List<Variable> weights = List.of();
    private List<Tensor> gradients = List.of();

    LossAndGradients(Executor executor, Batch batch, RandomStream random, CompileLoss compileLoss) {
        this.executor = executor;
        this.batch = batch;
        this.random = random;
        this.compileLoss = compileLoss;
    }

    /**
     * The trainable weights that the loss depends on. Other weights have no gradient, and the optimizer must not change them, for example
     * by weight decay.
     */
    List<Variable> weights() {
        return weights;
    }

    List<Tensor> gradients() {
        return gradients;
    }

    /** Drops the weights that no gradient has reached and that have no penalty; warns about them. */
    private void keepReached(Set<Variable> reached) {
        List<Variable> reachedWeights = new ArrayList<>();
        List<Tensor> reachedGradients = new ArrayList<>();
        List<Variable> unreached = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            if (reached.contains(weights.get(i)) || weights.get(i).regularizer() != null) {
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

    /**
     * Takes over the gradients of a training step and adds those of the penalties. Returns the loss including penalties and the losses that
     * layers have added.
     */
    double collect(BatchResult result) {
        weights = executor.trainedVariables();
        gradients = executor.gradients();
        Set<Variable> reached = executor.variablesWithGradient();
        if (!reached.containsAll(weights)) {
            keepReached(reached);
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
            executor.gradientsChanged();
        }
        return compileLoss.total() + result.layerLosses() + penalties;
    }

    /**
     * Runs the batch again with the current weights, and returns the loss; infinity if a gradient is not finite, so that a line search
     * rejects these weights. States such as moving means keep the updates of the first run.
     */
    @Override
    public double get() {
        double loss = collect(executor.computeGradients(batch.inputs(), random, compileLoss));
        return executor.firstNonFiniteGradient() == null ? loss : Double.POSITIVE_INFINITY;
    }

    /** The first weight whose gradient contains NaN, or infinity that the optimizer does not clip; null if there is none. */
    @Nullable
    Variable firstInvalid(Optimizer optimizer) {
        Variable invalid = executor.firstNonFiniteGradient();
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
