package dev.cornet.optimizers;

import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.exceptions.OptionException;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An optimizer that uses all samples as one batch and searches for a smaller loss along a line before it moves the weights. {@code fit}
 * gives it all samples in each step (an epoch is one step), and ends when the norm of the gradient is at most {@code tolerance} or no step
 * lowers the loss.
 *
 * <p>The learning rate is the step length that a search tries first. Weights with constraints are refused, as are clipping, weight decay,
 * moving averages and gradient accumulation, because they change weights in ways that the search does not see.
 *
 * @param <O> the optimizer class itself
 */
public abstract class FullBatchOptimizer<O extends FullBatchOptimizer<O>> extends FluentOptimizer<O> {
    @Option
    private double tolerance = 1e-5;

    private boolean converged;
    private List<Variable> stateWeights = List.of();
    private Map<String, Tensor> sharedState = Map.of();

    FullBatchOptimizer(LearningRate learningRate) {
        super(learningRate);
    }

    /** The norm of the gradient of all weights together at which training ends, 0 or more; default 1e-5. */
    public final O tolerance(double tolerance) {
        this.tolerance = tolerance;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(tolerance >= 0, "tolerance must be 0 or more, got %s", tolerance);
        boolean plain = Stream.of(weightDecay, clipnorm, globalClipnorm, clipvalue, gradientAccumulationSteps)
                .allMatch(option -> option == null);
        require(
                plain && !useEma,
                "weight_decay, clipnorm, global_clipnorm, clipvalue, use_ema and gradient_accumulation_steps do not go"
                        + " with a search along the loss. Leave them out; to decay weights, give layers a regularizer.");
    }

    /** True if the last step found the norm of the gradient within the tolerance, or found no smaller loss. */
    public final boolean converged() {
        return converged;
    }

    @Override
    public final void apply(List<Variable> weights, List<Tensor> gradients, double loss, LossClosure closure) {
        for (Variable w : weights) {
            if (w.constraint() != null) {
                throw new OptionException(KerasNames.of(getClass()) + ": " + w.path() + " has the constraint "
                        + KerasNames.of(w.constraint().getClass())
                        + ", which would move it away from what the search has found. Leave the constraint out, or train"
                        + " with another optimizer.");
            }
        }
        LineFunction line = new LineFunction(weights, gradients, loss, closure);
        try {
            converged = line.startGradientNorm() <= tolerance || !step(line, sharedState(weights));
        } catch (Throwable e) { // thrown by a user-defined loss, layer or regularizer
            line.restoreStart();
            throw e;
        }
        countStep();
    }

    /**
     * Moves the weights to a point with a smaller loss.
     *
     * @param sharedState the tensors of {@link #newSharedState}, with their values after the last step
     * @return false, with the weights unchanged, if there is no such point in the directions that the algorithm tries
     */
    abstract boolean step(LineFunction line, Map<String, Tensor> sharedState);

    /** Creates the state that is kept from step to step for a weight vector of size {@code n}; all zeros at first. */
    Map<String, Tensor> newSharedState(int n) {
        return Map.of();
    }

    @Override
    final synchronized Map<String, Tensor> sharedState(List<Variable> weights) {
        if (!stateWeights.equals(weights)) {
            List<Variable> newWeights = List.copyOf(weights);
            sharedState = newSharedState(
                    weights.stream().mapToInt(w -> w.shape().size()).sum());
            stateWeights = newWeights;
        }
        return sharedState;
    }

    @Override
    final boolean hasStateOf(Variable weight) {
        return stateWeights.contains(weight) || super.hasStateOf(weight);
    }

    @Override
    final void discardSharedState() {
        stateWeights = List.of();
    }

    @Override
    protected final Update update(float lr, long t) {
        throw new OptionException(KerasNames.of(getClass())
                + ": a step needs the loss at other weights, not their gradients alone. Train by fit or trainOnBatch.");
    }
}
