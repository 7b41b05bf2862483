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
 * An optimizer that takes all samples as one batch and looks at the loss along a line before it steps. {@code fit} gives it all samples
 * in each step (an epoch is a step), and ends where the gradient's norm is within {@code tolerance} or no step lowers the loss.
 *
 * <p>Its learning rate is the length that a search tries first. Weights with constraints are refused, as are clipping, decay, averages
 * and accumulation: none of them follows the loss that is searched.
 *
 * @param <O> the optimizer itself
 */
public abstract class FullBatchOptimizer<O extends FullBatchOptimizer<O>> extends Chained<O> {
    @Option
    private double tolerance = 1e-5;

    private boolean converged;
    private List<Variable> known = List.of();
    private Map<String, Tensor> memory = Map.of();

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

    /** True when the last step found the gradient within the tolerance, or no lower loss in its direction. */
    public final boolean converged() {
        return converged;
    }

    @Override
    public final void apply(List<Variable> weights, List<Tensor> gradients, double loss, LossClosure batch) {
        for (Variable w : weights) {
            if (w.constraint() != null) {
                throw new OptionException(KerasNames.of(getClass()) + ": " + w.path() + " has the constraint "
                        + KerasNames.of(w.constraint().getClass())
                        + ", which would move it away from what the search has found. Leave the constraint out, or train"
                        + " with another optimizer.");
            }
        }
        LineFunction line = new LineFunction(weights, gradients, loss, batch);
        try {
            converged = line.norm() <= tolerance || !step(line, memory(weights));
        } catch (Throwable e) { // from a loss, a layer or a regularizer of a user
            line.back();
            throw e;
        }
        count();
    }

    /**
     * Goes to a place of less loss.
     *
     * @param memory what {@link #memory(int)} made, as the last step has left it
     * @return false, with the weights where they were, when there is none in the directions that it knows
     */
    abstract boolean step(LineFunction line, Map<String, Tensor> memory);

    /** What is remembered of {@code n} weights from step to step, all zeros in the beginning. */
    Map<String, Tensor> memory(int n) {
        return Map.of();
    }

    @Override
    final synchronized Map<String, Tensor> memory(List<Variable> weights) {
        if (!known.equals(weights)) {
            memory = memory(weights.stream().mapToInt(w -> w.shape().size()).sum());
            known = List.copyOf(weights);
        }
        return memory;
    }

    @Override
    final boolean remembers(Variable weight) {
        return known.contains(weight) || super.remembers(weight);
    }

    @Override
    final void forget() {
        known = List.of();
    }

    @Override
    protected final Update update(float lr, long t) {
        throw new OptionException(KerasNames.of(getClass())
                + ": a step needs the loss at other weights, not their gradients alone. Train by fit or trainOnBatch.");
    }
}
