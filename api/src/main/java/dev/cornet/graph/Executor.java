package dev.cornet.graph;

import dev.cornet.backend.Backends;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.nn.StateUpdate;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Carries batches through a plan, forward for predictions, forward and back for learning, and keeps the memory for the next one. Used by
 * one thread at a time; a model has as many as threads ask it at once.
 */
public final class Executor {
    private final Plan plan;
    private final ConcurrentLinkedDeque<SliceRun> spare = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<SliceRun> spareWhole = new ConcurrentLinkedDeque<>();
    private final @Nullable Tensor[] batch;
    private final @Nullable Tensor[] batchGradients;
    private final @Nullable Tensor[] batchLogitGradients;
    private final @Nullable Tensor[] logits;
    private final Map<Variable, PackedWeights> formsOfStep = new ConcurrentHashMap<>();
    private @Nullable GradientAccumulators gradients;
    private Precision precision = Backends.precision();
    private @Nullable Partition cut;

    public Executor(Plan plan) {
        this.plan = plan;
        this.batch = new Tensor[plan.values()];
        this.batchGradients = new Tensor[plan.values()];
        this.batchLogitGradients = new Tensor[plan.values()];
        this.logits = new Tensor[plan.outputs().length];
    }

    /**
     * What a run leaves.
     *
     * @param outputs belong to the caller until the next run
     * @param masks those of the outputs, null for an output without one
     * @param logits for each output the argument of the activation that made it, where it was asked for; else null
     * @param layerLosses the sum of the layers' own losses
     * @param updates what the layers want of their states, not carried out yet
     */
    public record Result(
            List<Tensor> outputs,
            List<@Nullable Tensor> masks,
            List<@Nullable Tensor> logits,
            double layerLosses,
            List<StateUpdate> updates) {
        /** Changes the states, once nothing can fail any more. */
        public void commit() {
            updates.forEach(StateUpdate::commit);
        }

        /** True where the changes are of what other runs may read at the same time. */
        public boolean changesShared() {
            for (StateUpdate update : updates) {
                if (update.isShared()) {
                    return true;
                }
            }
            return false;
        }

        /** The first average that would be NaN or infinite, and remain so for good; null where there is none. */
        public @Nullable Variable invalidState() {
            for (StateUpdate update : updates) {
                Variable invalid = update.invalid();
                if (invalid != null) {
                    return invalid;
                }
            }
            return null;
        }

        /** The same in tensors of its own. */
        public Result copy() {
            return new Result(
                    outputs.stream().map(Tensor::copy).toList(), copies(masks), copies(logits), layerLosses, updates);
        }

        private static List<@Nullable Tensor> copies(List<@Nullable Tensor> tensors) {
            List<@Nullable Tensor> copies = new ArrayList<>();
            tensors.forEach(tensor -> copies.add(tensor == null ? null : tensor.copy()));
            return copies;
        }
    }

    /** Sets how exact kernels have to be from the next batch on. */
    public void precision(Precision precision) {
        this.precision = precision;
    }

    /**
     * Runs a batch forward as {@code head} will measure it: with the logits that it wants. Changes of states, as those that are carried from
     * batch to batch, wait for {@link Result#commit}.
     */
    public Result predict(List<Tensor> inputs, @Nullable LossHead head) {
        BatchRun journey = new BatchRun(this, inputs, false, plan.nextPrediction(), head);
        for (int s = 0; s < journey.segments(); s++) {
            journey.forward(s);
        }
        double losses = journey.commit();
        return new Result(outputs(), outputMasks(), journey.logits(), losses, journey.updates());
    }

    /**
     * Runs a batch forward and back. It changes neither weights nor states such as moving means, which wait for {@link Result#commit}; the
     * gradients are those of {@link #gradients}.
     */
    public Result learn(List<Tensor> inputs, RandomStream noise, LossHead head) {
        formsOfStep.values().forEach(PackedWeights::renew);
        plan.forgetInferencePlan();
        BatchRun journey = new BatchRun(this, inputs, true, noise, head);
        int last = journey.segments() - 1;
        for (int s = 0; s < last; s++) {
            journey.forward(s);
        }
        if (last < 0) { // the outputs are inputs: there is the loss alone
            journey.applyHeadToBatch();
        } else {
            journey.forwardLossBackward(last);
        }
        for (int s = last - 1; s >= 0; s--) {
            journey.backward(s);
        }
        gradients().reduce();
        double losses = journey.commit();
        return new Result(outputs(), outputMasks(), journey.logits(), losses, journey.updates());
    }

    /** The weights that the last learning step gave gradients for. */
    public List<Variable> trainedVariables() {
        return gradients().variables();
    }

    /** Those of {@link #trainedVariables} that the last learning step had a gradient for, be it 0. */
    public Set<Variable> reached() {
        return gradients().reached();
    }

    /** To be called when something has been added to {@link #sums}, before {@link #firstInvalid}. */
    public void sumsChanged() {
        gradients().lookAgain();
    }

    /** The first of {@link #trainedVariables} whose gradient holds NaN or infinity; null where all are finite. */
    public @Nullable Variable firstInvalid() {
        return gradients().firstInvalid();
    }

    /** The gradient of each of {@link #trainedVariables}, to be changed and overwritten freely. */
    public List<Tensor> sums() {
        return gradients().sums();
    }

    // ---- for the journey

    Plan plan() {
        return plan;
    }

    /** A part for slices or for the whole batch: apart, or each of them would come to hold a whole batch's memory. */
    SliceRun part(Segment segment) {
        SliceRun part = spare(segment).poll();
        if (part == null) {
            part = new SliceRun(plan);
            part.pass().keep(segment.whole() ? null : formsOfStep);
        }
        return part;
    }

    Precision precision() {
        return precision;
    }

    /** Takes a part back; the last one given is the next one taken, so that a worker finds warm memory. */
    void giveBack(Segment segment, SliceRun part) {
        spare(segment).push(part);
    }

    private Deque<SliceRun> spare(Segment segment) {
        return segment.whole() ? spareWhole : spare;
    }

    GradientAccumulators gradients() {
        GradientAccumulators held = gradients;
        if (held == null) {
            throw new IllegalStateException("no batch has been learnt from yet");
        }
        return held;
    }

    /** The cut for batches of {@code rows}: mostly that of the batch before. */
    Partition cut(Plan way, int rows, boolean training) {
        Partition held = cut;
        if (held == null || !held.isFor(way, rows, training)) {
            held = new Partition(way, rows, training);
            cut = held;
        }
        return held;
    }

    /** The gradients' sums for what learns now: made anew when layers have been frozen or freed, or the plan is cut otherwise. */
    GradientAccumulators gradients(Partition segments) {
        GradientAccumulators held = gradients;
        if (held == null || !held.isFor(plan, segments.sliced())) {
            held = new GradientAccumulators(plan.trainable(), segments.sliced());
            gradients = held;
        }
        return held;
    }

    /** Value {@code v} of the whole batch. */
    Tensor activation(int v) {
        Tensor tensor = batch[v];
        if (tensor == null) {
            throw new IllegalStateException("value " + v + " is not held for the whole batch");
        }
        return tensor;
    }

    void setActivation(int v, Tensor tensor) {
        batch[v] = tensor;
    }

    /** Space for value {@code v} of {@code rows} rows. */
    Tensor activationBuffer(int v, int rows) {
        Tensor tensor = sized(batch[v], v, rows);
        batch[v] = tensor;
        return tensor;
    }

    /** Space for the gradient of value {@code v}. */
    Tensor gradientSpace(int v, int rows) {
        Tensor tensor = sized(batchGradients[v], v, rows);
        batchGradients[v] = tensor;
        return tensor;
    }

    /** Space for the gradient of the argument of the activation that makes value {@code v}. */
    Tensor logitGradientSpace(int v, int rows) {
        Tensor tensor = sized(batchLogitGradients[v], v, rows);
        batchLogitGradients[v] = tensor;
        return tensor;
    }

    /** Space for the logits of output {@code o}. */
    Tensor logitsSpace(int o, int rows) {
        Tensor tensor = sized(logits[o], plan.outputs()[o], rows);
        logits[o] = tensor;
        return tensor;
    }

    private Tensor sized(@Nullable Tensor tensor, int v, int rows) {
        Shape shape = plan.shape(v).withBatch(rows);
        if (tensor != null && tensor.shape().equals(shape)) {
            return tensor;
        }
        return tensor != null && tensor.data().length >= shape.size()
                ? Tensor.wrap(tensor.data(), 0, shape)
                : ReturnedValueChecks.space(plan, v, shape);
    }

    /** The outputs' masks over the whole batch. */
    List<@Nullable Tensor> outputMasks() {
        List<@Nullable Tensor> masks = new ArrayList<>();
        for (int m : plan.outputMasks()) {
            masks.add(m < 0 ? null : activation(m));
        }
        return masks;
    }

    private List<Tensor> outputs() {
        List<Tensor> outputs = new ArrayList<>();
        for (int v : plan.outputs()) {
            outputs.add(activation(v));
        }
        return outputs;
    }
}
