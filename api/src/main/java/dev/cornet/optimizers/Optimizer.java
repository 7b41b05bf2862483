package dev.cornet.optimizers;

import dev.cornet.config.Configurable;
import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes weights by their gradients, step by step.
 *
 * <p>A step: gradients are clipped, weights decay (w −= η·λ·w), the algorithm's {@link #update} runs on all values, averages follow,
 * constraints are applied. What an algorithm remembers of a weight (its momentum) is a slot, made when the weight is first seen; so layers
 * can be frozen and freed at any time. Not safe for several threads; a step itself runs on the pool, with the same bits for any number of
 * threads. An optimizer belongs to the model that trains by it first; for another model make a new one.
 *
 * <p>A new algorithm extends {@link FluentOptimizer}, where the option methods are. Reference: Keras' optimizers page.
 */
public abstract class Optimizer implements Configurable {
    @Option
    @Nullable
    String name;

    @Option
    private LearningRate learningRate;

    @Option
    @Nullable
    Double weightDecay;

    @Option
    @Nullable
    Double clipnorm;

    @Option
    @Nullable
    Double globalClipnorm;

    @Option
    @Nullable
    Double clipvalue;

    @Option
    boolean useEma;

    @Option
    double emaMomentum = 0.99;

    @Option
    @Nullable
    Integer emaOverwriteFrequency;

    @Option
    @Nullable
    Double lossScaleFactor;

    @Option
    @Nullable
    Integer gradientAccumulationSteps;

    private final Slots slots = new Slots(this);
    private @Nullable ParameterChunks chunks;
    private long applied;
    private final Ownership ownership = new Ownership(this);
    private boolean kept;

    protected Optimizer(LearningRate learningRate) {
        this.learningRate = Arguments.given(learningRate, KerasNames.of(getClass()), "learningRate");
    }

    // ---- what an author writes

    /** The arithmetic of one step on the values {@code from … to−1} of one weight. */
    @FunctionalInterface
    protected interface Update {
        /**
         * @param w the weight
         * @param g its gradient; it may be overwritten
         * @param s its slots, in the order of {@link #slots}
         */
        void run(float[] w, float[] g, float[][] s, int from, int to);
    }

    /** The names of what is remembered of each weight, as "momentum"; they depend on options only. */
    protected List<String> slots() {
        return List.of();
    }

    /** The value with which a slot begins. */
    protected float initial(String slot) {
        return 0;
    }

    /**
     * The arithmetic of step {@code t}. It is made once per step, so what depends on the step alone is computed here.
     *
     * @param lr the learning rate η
     * @param t the number of this update, from 1
     */
    protected abstract Update update(float lr, long t);

    /** Throws an {@link dev.cornet.exceptions.OptionException} that names this optimizer unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        OptionChecks.require(this, condition, format, arguments);
    }

    /** Refuses options outside their range; subclasses add theirs and call this one too. */
    @Override
    public void check() {
        learningRate.check();
        require(weightDecay == null || weightDecay >= 0, "weight_decay must be 0 or more, got %s", weightDecay);
        require(clipnorm == null || clipnorm > 0, "clipnorm must be positive, got %s", clipnorm);
        require(
                globalClipnorm == null || globalClipnorm > 0,
                "global_clipnorm must be positive, got %s",
                globalClipnorm);
        require(clipvalue == null || clipvalue > 0, "clipvalue must be positive, got %s", clipvalue);
        require(
                Stream.of(clipnorm, globalClipnorm, clipvalue)
                                .filter(Objects::nonNull)
                                .count()
                        <= 1,
                "only one of clipnorm, global_clipnorm and clipvalue can be set, got clipnorm %s, global_clipnorm"
                        + " %s, clipvalue %s",
                clipnorm,
                globalClipnorm,
                clipvalue);
        require(emaMomentum >= 0 && emaMomentum <= 1, "ema_momentum must be between 0 and 1, got %s", emaMomentum);
        require(
                emaOverwriteFrequency == null || emaOverwriteFrequency >= 1,
                "ema_overwrite_frequency must be 1 or more, got %s",
                emaOverwriteFrequency);
        require(
                lossScaleFactor == null,
                "loss_scale_factor keeps gradients in the range of float16; Cornet computes in float32, where it"
                        + " changes nothing. Leave it out (got %s).",
                lossScaleFactor);
        require(
                gradientAccumulationSteps == null || gradientAccumulationSteps >= 2,
                "gradient_accumulation_steps must be 2 or more, got %s",
                gradientAccumulationSteps);
    }

    // ---- what a trainer calls

    /**
     * Makes this the optimizer of a model that is about to train. It belongs to the first one: its count of steps, its schedule and its slots
     * are those of that one's weights. As in Keras, another model is refused unless it trains none but weights that are known already, even
     * when the first model is gone.
     *
     * @param model the model itself
     * @param name its name, for messages
     * @param weights asked for the weights that it trains, where that decides
     */
    public final void trains(Object model, String name, Supplier<List<Variable>> weights) {
        ownership.take(model, name, weights);
    }

    /** True for a weight that has been trained, or whose state has been restored. */
    boolean remembers(Variable weight) {
        return slots.has(weight);
    }

    /**
     * One step: changes {@code weights} by {@code gradients}, which lie beside them. The gradients are used up: their
     * values mean nothing afterwards. An exception, from an algorithm or a constraint of a user, leaves weights and optimizer as they
     * were.
     */
    public final void apply(List<Variable> weights, List<Tensor> gradients) {
        whole(weights, () -> change(weights, gradients));
    }

    /** The same by {@link #apply(List, List, double, LossClosure)}. */
    public final void step(List<Variable> weights, List<Tensor> gradients, double loss, LossClosure batch) {
        whole(weights, () -> apply(weights, gradients, loss, batch));
    }

    /** Runs what changes the weights, one step after the other; where code of a user takes part, on a copy that is put back if it throws. */
    private synchronized void whole(List<Variable> weights, Runnable changes) {
        if (kept || !UserCode.runsIn(this, learningRate, weights)) {
            changes.run();
            return;
        }
        ParameterChunks before = chunks(weights);
        long appliedBefore = applied;
        before.keep();
        kept = true;
        try {
            changes.run();
        } catch (Throwable e) { // checked ones too, of code that the compiler has not seen
            before.putBack();
            weights.forEach(Variable::changed);
            applied = appliedBefore;
            throw e;
        } finally {
            kept = false;
        }
    }

    private void change(List<Variable> weights, List<Tensor> gradients) {
        ParameterChunks chunks = chunks(weights);
        chunks.take(gradients);
        int every = gradientAccumulationSteps == null ? 1 : gradientAccumulationSteps;
        boolean updates = (applied + 1) % every == 0;
        if (every > 1) {
            accumulate(chunks, updates, every);
        }
        boolean overwrites = useEma && emaOverwriteFrequency != null && (iterations() + 1) % emaOverwriteFrequency == 0;
        if (updates) {
            Clipping.clip(chunks, clipnorm, globalClipnorm, clipvalue);
        }
        if (updates || useEma) {
            step(chunks, updates, overwrites);
        }
        for (Variable w : weights) {
            if (w.constraint() != null) { // between updates too, as in Keras
                w.constraint().project(w.value());
            }
            if (updates || overwrites || w.constraint() != null) {
                w.changed();
            }
        }
        if (updates && every > 1) {
            slots.dropSums(weights);
        }
        applied++;
    }

    /**
     * What {@link #step} does. One step by an optimizer that may look at the loss at other weights; for most it is {@link #apply(List, List)}.
     *
     * @param loss the loss at the weights as they stand, to which the gradients belong
     * @param batch asked for the loss where the weights have been put
     */
    public void apply(List<Variable> weights, List<Tensor> gradients, double loss, LossClosure batch) {
        apply(weights, gradients);
    }

    /** Counts a step that {@link #apply(List, List)} has not done. */
    final void count() {
        applied++;
    }

    private ParameterChunks chunks(List<Variable> weights) {
        if (chunks == null || !chunks.isFor(weights)) {
            chunks = new ParameterChunks(weights, slots);
        }
        return chunks;
    }

    private void accumulate(ParameterChunks chunks, boolean last, int every) {
        int slot = slots.indexOf(Slots.ACCUMULATOR);
        chunks.run((w, g, s, from, to) -> {
            float[] sum = s[slot];
            for (int i = from; i < to; i++) {
                sum[i] += g[i];
            }
            if (last) {
                for (int i = from; i < to; i++) {
                    g[i] = sum[i] / every;
                }
                Arrays.fill(sum, from, to, 0f);
            }
        });
    }

    /** Decay, update and average of a chunk follow each other, while its values are in the cache. */
    private void step(ParameterChunks chunks, boolean updates, boolean overwrites) {
        float lr = (float) learningRate();
        float wd = weightDecay == null ? 0f : weightDecay.floatValue();
        float momentum = iterations() == 0 ? 0f : (float) emaMomentum;
        Update update = updates
                ? Arguments.given(update(lr, iterations() + 1), name() + ": what update(lr, t) returns")
                : (w, g, s, from, to) -> {};
        int average = useEma ? slots.indexOf(Slots.AVERAGE) : -1;
        chunks.run((w, g, s, from, to) -> {
            if (updates) {
                if (wd != 0) {
                    decay(w, wd, lr, from, to);
                }
                update.run(w, g, s, from, to);
            }
            if (average >= 0) {
                follow(s[average], w, momentum, from, to);
            }
            if (overwrites) {
                System.arraycopy(s[average], from, w, from, to - from);
            }
        });
    }

    private static void decay(float[] w, float wd, float lr, int from, int to) {
        for (int i = from; i < to; i++) {
            w[i] -= w[i] * wd * lr;
        }
    }

    private static void follow(float[] average, float[] w, float momentum, int from, int to) {
        float rest = 1f - momentum;
        for (int i = from; i < to; i++) {
            average[i] = momentum * average[i] + rest * w[i];
        }
    }

    /** What is remembered of all weights together, beside the slots; the tensors themselves. */
    Map<String, Tensor> memory(List<Variable> weights) {
        return Map.of();
    }

    /** True where infinite gradients are cut to a finite size. */
    public final boolean clipsInfinity() {
        return clipvalue != null;
    }

    /** Drops the {@link #memory}. */
    void forget() {}

    /** After a change of options: another choice of slots takes effect with the next step. */
    final void changed() {
        check();
        chunks = null;
    }

    /** The learning rate of the next step. */
    public final double learningRate() {
        return RateCheck.at(learningRate, applied, name());
    }

    /** True where a schedule rules the learning rate. */
    public final boolean followsSchedule() {
        return !(learningRate instanceof ConstantLearningRate);
    }

    /** Sets the learning rate; refused where a schedule rules it. */
    public Optimizer learningRate(double rate) {
        require(
                learningRate instanceof ConstantLearningRate,
                "the learning rate follows the schedule %s and cannot be set to %s; give the optimizer a number"
                        + " instead of the schedule.",
                KerasNames.of(learningRate.getClass()),
                rate);
        learningRate = new ConstantLearningRate(rate);
        return this;
    }

    /** Sets the learning rate or its schedule. */
    public Optimizer learningRate(LearningRate rate) {
        Arguments.given(rate, "Optimizer.learningRate", "rate").check();
        learningRate = rate;
        return this;
    }

    /** The number of steps done, which schedules count; with {@code gradient_accumulation_steps}, several of them make an update. */
    public final long steps() {
        return applied;
    }

    /** The number of updates done. */
    public final long iterations() {
        return gradientAccumulationSteps == null ? applied : applied / gradientAccumulationSteps;
    }

    /** Keras' name, as "rm_sprop". */
    public final String name() {
        return name != null ? name : KerasNames.snake(KerasNames.of(getClass()));
    }

    /** Puts the averages in the weights' place at the end of training, where {@code use_ema} is on. */
    public final void finish(List<Variable> weights) {
        if (useEma) {
            slots.overwrite(weights);
        }
    }

    /**
     * Everything remembered of these weights, by name: {@code momentum/dense/kernel} for each slot, and {@code
     * iterations}, a count in four digits of base 65536, lowest first, so that it stays exact in float32. The tensors
     * share the optimizer's memory.
     */
    public final Map<String, Tensor> state(List<Variable> weights) {
        return slots.state(weights, applied);
    }

    /** Goes on from a {@link #state}, of which copies are taken; all names and shapes are checked before anything changes. */
    public final void restore(List<Variable> weights, Map<String, Tensor> state) {
        applied = slots.restore(weights, state);
        chunks = null;
    }
}
