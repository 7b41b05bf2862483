package dev.cornet.optimizers;

import dev.cornet.backend.Ops;
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
 * An optimizer: changes weights by their gradients, step by step.
 *
 * <p>In a step, gradients are clipped, weights decay (w −= η·λ·w), the algorithm's {@link #update} runs on all values, moving averages are
 * updated and constraints applied. The arrays that an algorithm keeps for a weight, such as its momentum, are called slots. They are
 * created when the weight is first trained, so layers can be frozen and unfrozen at any time. An optimizer is not safe for use by several
 * threads; a step itself runs on the worker threads and gives the same bits for any number of them. An optimizer belongs to the first model
 * that it trains; create a new one for another model.
 *
 * <p>A new algorithm extends {@link FluentOptimizer}, which has the option methods, or {@link WholeWeightOptimizer} if it needs norms or
 * shapes of whole weights. Reference: Keras' optimizers page.
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
    private long stepCount;
    private final OptimizerOwner owner = new OptimizerOwner(this);
    private boolean hasSnapshot;

    protected Optimizer(LearningRate learningRate) {
        this.learningRate = Arguments.notNull(learningRate, KerasNames.of(getClass()), "learningRate");
    }

    // ---- for implementations

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

    /** The names of the slots of each weight, such as "momentum", default none; they may depend on options only. */
    protected List<String> slots() {
        return List.of();
    }

    /** The initial value of a slot. */
    protected float initial(String slot) {
        return 0;
    }

    /**
     * Returns the arithmetic of step {@code t}. It is called once per step, so values that depend on the step alone are computed here.
     *
     * @param lr the learning rate η
     * @param t the number of this update, from 1
     */
    protected abstract Update update(float lr, long t);

    /** Creates a slot of a weight, which the optimizer then owns. */
    Tensor createSlot(String slot, Variable weight) {
        Tensor values = Tensor.zeros(weight.shape());
        float initial = initial(slot);
        if (initial != 0) {
            Ops.fill(values, initial);
        }
        return values;
    }

    /** Throws an {@link dev.cornet.exceptions.OptionException} that names this optimizer unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        OptionChecks.require(this, condition, format, arguments);
    }

    /** Refuses options outside their range; subclasses override it for their own options and call this method too. */
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

    // ---- for training

    /**
     * Throws if the optimizer belongs to another model. An optimizer belongs to the first model that it trains: its step count, schedule
     * and slots are those of that model's weights. As in Keras, another model is refused, even when the first one no longer exists, unless
     * all weights that it trains have slots already.
     *
     * @param model the model itself
     * @param name its name, for messages
     * @param weights returns the weights that the model trains; called only if needed
     */
    public final void requireMayTrain(Object model, String name, Supplier<List<Variable>> weights) {
        owner.requireMayTrain(model, name, weights);
    }

    /**
     * Declares that the optimizer is about to train a model or to restore its state for it; it then belongs to the model. Parameters and
     * exception are those of {@link #requireMayTrain}. Returns true if the optimizer belonged to no model before.
     */
    public final boolean claimFor(Object model, String name, Supplier<List<Variable>> weights) {
        return owner.claim(model, name, weights);
    }

    /** Undoes a {@link #claimFor} that returned true, if no step followed. */
    public final void release() {
        owner.release();
    }

    /** True for a weight that has been trained, or whose state has been restored. */
    boolean hasStateOf(Variable weight) {
        return slots.has(weight);
    }

    /**
     * One step: changes {@code weights} by {@code gradients}, given in the same order. The gradients are overwritten with arbitrary values.
     * If an exception is thrown, weights and optimizer stay as they were.
     */
    public final void apply(List<Variable> weights, List<Tensor> gradients) {
        runAtomically(weights, () -> applyGradients(weights, gradients));
    }

    /** One step by {@link #apply(List, List, double, LossClosure)}. If it throws an exception, weights and optimizer stay as they were. */
    public final void step(List<Variable> weights, List<Tensor> gradients, double loss, LossClosure closure) {
        runAtomically(weights, () -> apply(weights, gradients, loss, closure));
    }

    /**
     * Runs one step, never two at a time. The library's own classes throw before they change anything, for lack of memory too. If
     * user-defined code takes part in the step, values are copied before and restored after an exception.
     */
    private synchronized void runAtomically(List<Variable> weights, Runnable step) {
        if (hasSnapshot || !UserCode.runsIn(this, learningRate, weights)) {
            step.run();
            return;
        }
        ParameterChunks chunks = chunks(weights);
        long countBefore = stepCount;
        chunks.takeSnapshot();
        hasSnapshot = true;
        try {
            step.run();
        } catch (Throwable e) { // checked exceptions too, which code in other languages may throw
            chunks.restoreSnapshot();
            stepCount = countBefore;
            chunks.markChanged(true);
            throw e;
        } finally {
            hasSnapshot = false;
        }
    }

    private void applyGradients(List<Variable> weights, List<Tensor> gradients) {
        ParameterChunks chunks = chunks(weights);
        chunks.setGradients(gradients);
        int accumulationSteps = gradientAccumulationSteps == null ? 1 : gradientAccumulationSteps;
        boolean updates = (stepCount + 1) % accumulationSteps == 0;
        boolean overwrites = useEma && emaOverwriteFrequency != null && (iterations() + 1) % emaOverwriteFrequency == 0;
        int accumulator = accumulationSteps > 1 ? slots.indexOf(Slots.ACCUMULATOR) : -1;
        // Everything that may throw or needs memory, be it for an iterator, comes before the first change of a weight
        // or slot.
        Runnable update = StepUpdate.of(this, chunks, slots, updates, overwrites);
        List<Runnable> projections = chunks.projections();
        List<float[]> otherSums = updates && accumulationSteps > 1 ? slots.otherAccumulators(weights) : List.of();
        if (updates) {
            if (accumulator >= 0) {
                chunks.takeMean(accumulator, accumulationSteps);
            }
            Clipping.clip(chunks, clipnorm, globalClipnorm, clipvalue);
        }
        update.run();
        for (int i = 0; i < projections.size(); i++) {
            projections.get(i).run(); // between updates too, as in Keras
        }
        chunks.markChanged(updates || overwrites);
        for (int i = 0; i < otherSums.size(); i++) {
            Arrays.fill(otherSums.get(i), 0f);
        }
        stepCount++;
    }

    /**
     * One step of an optimizer that may evaluate the loss at other weights; by default {@link #apply(List, List)}.
     *
     * @param loss the loss at the current weights, to which the gradients belong
     * @param closure computes loss and gradients at the values that the weights then have
     */
    public void apply(List<Variable> weights, List<Tensor> gradients, double loss, LossClosure closure) {
        apply(weights, gradients);
    }

    /** Counts a step that was not done by {@link #apply(List, List)}. */
    final void countStep() {
        stepCount++;
    }

    private ParameterChunks chunks(List<Variable> weights) {
        if (chunks == null || !chunks.isFor(weights)) {
            chunks = new ParameterChunks(weights, slots);
        }
        return chunks;
    }

    /** The state of all weights together, such as an inverse Hessian. The map holds the tensors themselves, not copies. */
    Map<String, Tensor> sharedState(List<Variable> weights) {
        return Map.of();
    }

    /** True if clipping turns infinite gradients into finite ones. */
    public final boolean clipsInfinity() {
        return clipvalue != null;
    }

    /** Discards the {@link #sharedState}. */
    void discardSharedState() {}

    /** Called after a change of options. A different set of slots takes effect with the next step. */
    final void optionsChanged() {
        check();
        chunks = null;
    }

    /** The learning rate of the next step. */
    public final double learningRate() {
        return LearningRateCheck.at(learningRate, stepCount, name());
    }

    /** True if the learning rate is given by a schedule. */
    public final boolean followsSchedule() {
        return !(learningRate instanceof ConstantLearningRate);
    }

    /** Sets the learning rate; refused if it is given by a schedule. */
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
        Arguments.notNull(rate, "Optimizer.learningRate", "rate").check();
        learningRate = rate;
        return this;
    }

    /** The number of steps so far, which schedules count; with {@code gradient_accumulation_steps}, several steps make one update. */
    public final long steps() {
        return stepCount;
    }

    /** The number of updates so far. */
    public final long iterations() {
        return gradientAccumulationSteps == null ? stepCount : stepCount / gradientAccumulationSteps;
    }

    /** The name in files: the given one, or Keras' name of the class, such as "rm_sprop". */
    public final String name() {
        return name != null ? name : KerasNames.defaultName(getClass());
    }

    /** Ends training: with {@code use_ema}, replaces the weights by their moving averages. */
    public final void finish(List<Variable> weights) {
        if (useEma) {
            slots.replaceByAverages(weights);
        }
    }

    /**
     * The whole state for these weights by name: {@code momentum/dense/kernel} for each slot, and {@code iterations}, the step count as
     * four digits of base 65536, lowest first, so that it is exact in float32. The tensors are the optimizer's own, not copies.
     */
    public final Map<String, Tensor> state(List<Variable> weights) {
        return slots.state(weights, stepCount);
    }

    /** Continues from a {@link #state}, whose values are copied. All names and shapes are checked before anything changes. */
    public final void restore(List<Variable> weights, Map<String, Tensor> state) {
        stepCount = slots.restore(weights, state);
        chunks = null;
    }
}
