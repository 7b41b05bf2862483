package dev.cornet.optimizers;

import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;

/**
 * An optimizer whose option methods return its own type, so that calls chain in any order: {@code new SGD(0.1).clipnorm(1).momentum(0.9)}.
 *
 * <p>An optimizer is its options, {@code slots} and {@code update}; this is SGD with momentum, m ← β·m + g, w ← w − η·m, where slots begin with zeros:
 *
 * <pre>{@code
 * public final class Momentum extends FluentOptimizer<Momentum> {
 *     @Option
 *     private double beta = 0.9;
 *
 *     public Momentum() {
 *         super(0.01);
 *     }
 *
 *     @Override protected List<String> slots() { return List.of("momentum"); }
 *
 *     @Override protected Update update(float lr, long t) {
 *         float b = (float) beta;
 *         return (w, g, slots, from, to) -> {
 *             float[] m = slots[0];
 *             for (int i = from; i < to; i++) {
 *                 m[i] = b * m[i] + g[i];
 *                 w[i] -= lr * m[i];
 *             }
 *         };
 *     }
 * }
 * }</pre>
 *
 * @param <O> the optimizer class itself
 */
public abstract class FluentOptimizer<O extends FluentOptimizer<O>> extends Optimizer {
    protected FluentOptimizer(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    protected FluentOptimizer(LearningRate learningRate) {
        super(learningRate);
    }

    /** The name in saved models; default the class name in snake case. */
    public final O named(String name) {
        this.name = name;
        return checked();
    }

    @Override
    public final O learningRate(double rate) {
        super.learningRate(rate);
        return self();
    }

    @Override
    public final O learningRate(LearningRate rate) {
        super.learningRate(rate);
        return self();
    }

    /** The factor λ of weight decay, w −= η·λ·w before each update; default none. */
    public final O weightDecay(double decay) {
        this.weightDecay = decay;
        return checked();
    }

    /** The largest norm of the gradient of a single weight; larger gradients are scaled down to it. Default none. */
    public final O clipnorm(double norm) {
        this.clipnorm = norm;
        return checked();
    }

    /** The largest norm of all gradients taken together; larger gradients are scaled down to it. Default none. */
    public final O globalClipnorm(double norm) {
        this.globalClipnorm = norm;
        return checked();
    }

    /** The largest absolute value in a gradient; larger values are replaced by it. Default none. */
    public final O clipvalue(double value) {
        this.clipvalue = value;
        return checked();
    }

    /**
     * Whether an exponential moving average of the weights, a ← μ·a + (1 − μ)·w, is kept, which replaces them when training ends; default
     * false.
     */
    public final O useEma(boolean use) {
        this.useEma = use;
        return checked();
    }

    /** The momentum μ of the moving average; default 0.99. */
    public final O emaMomentum(double momentum) {
        this.emaMomentum = momentum;
        return checked();
    }

    /** The number of updates from one replacement of the weights by their averages to the next; default: only at the end of training. */
    public final O emaOverwriteFrequency(int updates) {
        this.emaOverwriteFrequency = updates;
        return checked();
    }

    /**
     * The number of steps whose gradients are averaged for one update, which allows large batches in little memory. Default: every step is
     * an update.
     */
    public final O gradientAccumulationSteps(int steps) {
        this.gradientAccumulationSteps = steps;
        return checked();
    }

    /** For the end of an option method: refuses an invalid value at once, and returns this optimizer. */
    protected final O checked() {
        optionsChanged();
        return self();
    }

    @SuppressWarnings("unchecked") // O is the class itself, by the bound
    private O self() {
        return (O) this;
    }
}
