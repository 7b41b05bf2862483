package dev.cornet.graph;

import dev.cornet.exceptions.MemoryException;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Arena;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The forward and backward run of one segment on a slice of the batch: it holds the values, the backward functions and the memory. Used by
 * one thread at a time, and reused for later batches.
 *
 * <p>Memory is released to the arena as early as possible. A value that no backward needs is released after the last step that reads it;
 * the memory that the forward of a step took is released once its backward is done.
 */
final class SliceRun {
    private static final boolean CHECKS_INPUTS = SliceRun.class.desiredAssertionStatus();

    private final Pass pass = new Pass(false, new RandomStream(0), new Arena());
    private int firstRow;
    private int endRow;
    private int batchRows;
    private Plan plan;
    private Rewrites rewrites;

    // Indexed by value number:
    private final LiveTensors values;
    private final @Nullable Tensor[] logits;
    private final SliceGradients gradients;

    // Indexed by step number:
    private final @Nullable Outputs[] stepOutputs;
    private final List<List<@Nullable Tensor>> stepInputs = new ArrayList<>();
    private final List<List<@Nullable Tensor>> stepInputMasks = new ArrayList<>();
    private final List<List<@Nullable Tensor>> stepOutputGradients = new ArrayList<>();

    /** Whether the layer of a step has added a loss, such as an activity penalty. */
    private final boolean[] addsLoss;

    /** The last step that ran in the same kernel as a step: the step itself, or the following one. */
    private final int[] lastFused;

    /** The marks of the arena before each step and after the last one. */
    private final int[] arenaMarks;

    // Indexed by output number:
    private final int[] logitSources;
    private final @Nullable Tensor[] headGradients;
    private final List<@Nullable Tensor> ys;
    private final List<@Nullable Tensor> zs;
    private final List<@Nullable Tensor> dys;

    /** Creates a run for {@code executionPlan}; it can also run a plan with the same values and fewer steps. */
    SliceRun(ExecutionPlan executionPlan) {
        this.plan = executionPlan.plan();
        this.rewrites = executionPlan.rewrites();
        this.values = new LiveTensors(plan.values());
        this.logits = new Tensor[plan.values()];
        this.gradients = new SliceGradients(pass, values, plan.values());
        this.logitSources = plan.outputs().clone();
        this.stepOutputs = new Outputs[plan.steps().size()];
        this.addsLoss = new boolean[plan.steps().size()];
        this.arenaMarks = new int[plan.steps().size() + 1];
        this.headGradients = new Tensor[plan.outputs().length];
        this.lastFused = new int[plan.steps().size()];
        this.ys = new TensorSelection(values.all(), plan.outputs());
        this.zs = new TensorSelection(logits, logitSources);
        this.dys = Arrays.asList(headGradients);
        bind(executionPlan);
    }

    /** Prepares the views of the tensors that each step of the plan reads and writes. */
    private void bind(ExecutionPlan executionPlan) {
        this.plan = executionPlan.plan();
        this.rewrites = executionPlan.rewrites();
        stepInputs.clear();
        stepInputMasks.clear();
        stepOutputGradients.clear();
        for (Step step : plan.steps()) {
            stepInputs.add(new TensorSelection(values.all(), step.ins()));
            stepInputMasks.add(new TensorSelection(values.all(), step.inMasks()));
            stepOutputGradients.add(gradients.select(step.outs()));
        }
    }

    Pass pass() {
        return pass;
    }

    /** Begins a run over rows {@code firstRow … endRow−1} of a batch of {@code batchRows}. */
    void begin(
            ExecutionPlan executionPlan,
            boolean training,
            RandomStream random,
            int firstRow,
            int endRow,
            int batchRows) {
        this.firstRow = firstRow;
        this.endRow = endRow;
        this.batchRows = batchRows;
        if (executionPlan.plan() != plan) {
            bind(executionPlan);
        }
        pass.begin(training, random, firstRow, batchRows);
        System.arraycopy(executionPlan.logitSources(training), 0, logitSources, 0, logitSources.length);
        values.clear();
        Arrays.fill(logits, null);
        gradients.clear();
        Arrays.fill(stepOutputs, null);
    }

    void setValue(int v, Tensor tensor) {
        values.set(v, tensor);
    }

    Tensor value(int v) {
        Tensor tensor = values.get(v);
        if (tensor == null) {
            throw new IllegalStateException("value " + v + " has not been computed");
        }
        return tensor;
    }

    /** Returns the gradients of the values of this slice. */
    SliceGradients gradients() {
        return gradients;
    }

    @Nullable
    Tensor logits(int v) {
        return logits[v];
    }

    /**
     * Runs the steps of a segment forward.
     *
     * @param keepsLogits the values whose logits (the argument of their activation) must be kept
     * @param requiresGradient the values that require a gradient; the steps of all others run as in inference
     * @param neededByBackward the values that a backward may read
     */
    void forward(Segment segment, boolean[] keepsLogits, boolean[] requiresGradient, boolean[] neededByBackward) {
        ActivationFunction pendingActivation = null;
        for (int s = segment.from(); s < segment.to(); s = lastFused[s] + 1) {
            Step step = plan.steps().get(s);
            arenaMarks[s] = pass.arena().mark();
            boolean requiresBackward = requiresGradient[step.outs()[0]];
            double lossesBefore = pass.losses();
            pass.requiresBackward(requiresBackward);
            pass.beginNode(step.number(), keepsLogits[step.outs()[0]]);
            pass.callTraining(step.training());
            rewrites.prepare(s, segment.to(), pass);
            List<Tensor> xs = stepInputs.get(s);
            if (plan.readsRows(s)) {
                pass.rows(firstRow, batchRows);
            } else {
                pass.rows(0, ReturnedValueChecks.rowsOf(xs));
            }
            if (step.isMasked() && !step.hidesMasks()) {
                pass.masks(stepInputMasks.get(s));
            }
            long fingerprint = CHECKS_INPUTS ? ReturnedValueChecks.fingerprint(xs) : 0;
            Outputs out;
            try {
                out = rewrites.runFusedMaxPool(s, segment.to(), xs, pass);
                lastFused[s] = out == null ? s : s + 1;
                if (out == null) {
                    out = step.operation().run(xs, pass);
                    requireDeclaredShapes(step, s, out);
                }
            } catch (MemoryException | OutOfMemoryError e) {
                throw ReturnedValueChecks.outOfMemory(step, ReturnedValueChecks.rowsOf(xs), e);
            }
            assert ReturnedValueChecks.unchanged(step, "forward", fingerprint, xs);
            if (step.mask() >= 0) {
                pass.masks(stepInputMasks.get(s));
                values.set(step.mask(), step.mask(xs, pass));
            }
            if (pendingActivation != null) {
                out = Rewrites.thenActivation((Output) out, pendingActivation, pass);
            }
            pendingActivation = pass.deferredActivation();
            int[] outs = plan.steps().get(lastFused[s]).outs();
            for (int i = 0; i < outs.length; i++) {
                values.set(outs[i], out.y(i));
            }
            logits[step.outs()[0]] = pass.logits();
            gradients.activationBackward(step.outs()[0], pass.activationBackward());
            if (requiresBackward) {
                stepOutputs[s] = out;
                addsLoss[s] = pass.losses() != lossesBefore;
            } else if (pass.logits() == null) {
                releaseAfter(s, segment, neededByBackward);
            }
            arenaMarks[lastFused[s] + 1] = pass.arena().mark();
        }
    }

    /**
     * Throws if an output has a shape other than the declared one; not checked if the engine has requested only a part of the output.
     */
    private void requireDeclaredShapes(Step step, int s, Outputs out) {
        if (out == null) {
            throw ReturnedValueChecks.noOutput(step.operation());
        }
        for (int i = 0; rewrites.croppedOutput(s) == null && i < step.outs().length; i++) {
            ReturnedValueChecks.requireOutputShape(
                    step.operation(), out.y(i), plan.value(step.outs()[i]), endRow - firstRow);
        }
    }

    /** Releases the memory of a step without backward, and the values that no later step reads. */
    private void releaseAfter(int s, Segment segment, boolean[] neededByBackward) {
        pass.arena().release(arenaMarks[s], pass.arena().mark(), values.sharesArray);
        for (int v : plan.deadAfter(s)) {
            if (plan.producer(v) >= segment.from() && !neededByBackward[v]) {
                values.release(v, pass.arena());
            }
        }
    }

    /** Runs the backward of the segment's steps, for the values that require a gradient. */
    void backward(Segment segment, GradientAccumulators.PartialSum accumulators, boolean[] requiresGradient) {
        for (int s = segment.to() - 1; s >= segment.from(); s--) {
            Step step = plan.steps().get(s);
            Outputs forward = stepOutputs[s];
            int[] outs = plan.steps().get(lastFused[s]).outs();
            int mark = pass.arena().mark();
            gradients.moveToLogits(outs[0], accumulators);
            if (forward == null || !(gradients.hasAny(outs) || addsLoss[s]) || !requiresGradient[step.outs()[0]]) {
                continue;
            }
            boolean[] hasGradient = gradients.flags(outs);
            accumulators.begin(anyRequiresGradient(step.ins(), requiresGradient), hasGradient);
            gradients.setMissingToZero(outs);
            long fingerprint = CHECKS_INPUTS ? ReturnedValueChecks.fingerprint(stepInputs.get(s)) : 0;
            try {
                if (forward instanceof Output one) { // the usual case, without a list
                    Tensor dx = one.backward().apply(gradients.required(outs[0]), accumulators);
                    gradients.addInputGradient(step, 0, dx, requiresGradient, hasGradient == null);
                } else {
                    List<@Nullable Tensor> dxs = forward.backward(stepOutputGradients.get(lastFused[s]), accumulators);
                    gradients.addInputGradients(step, dxs, requiresGradient, hasGradient == null);
                }
            } catch (MemoryException | OutOfMemoryError e) {
                throw ReturnedValueChecks.outOfMemory(step, ReturnedValueChecks.rowsOf(List.of(value(outs[0]))), e);
            }
            assert ReturnedValueChecks.unchanged(step, "backward", fingerprint, stepInputs.get(s));
            gradients.release(outs);
            gradients.releaseMemory(mark, pass.arena().mark());
            gradients.releaseMemory(arenaMarks[s], arenaMarks[lastFused[s] + 1]);
            stepOutputs[s] = null;
        }
    }

    /** Computes the loss on the outputs of this slice, and adds its gradients to those of the outputs or their logits. */
    void applyHead(LossHead head, int slice, int from, int to, boolean[] requiresGradient) {
        int[] outputs = plan.outputs();
        for (int o = 0; o < outputs.length; o++) {
            headGradients[o] = pass.tensor(value(outputs[o]).shape());
        }
        head.apply(slice, from, to, ys, zs, dys);
        for (int o = 0; o < outputs.length; o++) {
            int v = outputs[o];
            Tensor gradient = Objects.requireNonNull(headGradients[o]);
            int source = logitSources[o];
            if (!head.hasLoss(o)) {
                continue;
            }
            if (logits[source] != null && head.usesLogits(o)) {
                if (requiresGradient[source]) {
                    gradients.addToLogits(source, gradient);
                }
            } else if (requiresGradient[v]) {
                gradients.add(v, gradient);
            }
        }
    }

    private static boolean anyRequiresGradient(int[] values, boolean[] requiresGradient) {
        for (int v : values) {
            if (requiresGradient[v]) {
                return true;
            }
        }
        return false;
    }
}
