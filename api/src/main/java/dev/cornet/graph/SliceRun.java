package dev.cornet.graph;

import dev.cornet.backend.PackedWeights;
import dev.cornet.exceptions.BackendException;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The forward and backward run of one segment on one slice of the batch, or on the whole batch. It holds the values, the backward functions
 * and the memory. Used by one thread at a time, and reused for later batches.
 *
 * <p>Memory is released to the arena as early as possible. A value that no backward needs is released after the last step that reads it;
 * the memory that the forward of a step took is released once its backward is done.
 */
final class SliceRun {
    private static final boolean CHECKS_INPUTS = SliceRun.class.desiredAssertionStatus();

    private final ExecutionContext pass;
    private int firstRow;
    private int endRow;
    private int firstRowInBatch;
    private int batchRows;
    private boolean isShard;
    private Plan plan;

    // Indexed by value number:
    private final LiveTensors values;
    private final SliceGradients gradients;

    // Indexed by step:
    private @Nullable Outputs[] stepOutputs = {};
    private final List<List<@Nullable Tensor>> stepInputs = new ArrayList<>();
    private final List<List<@Nullable Tensor>> stepInputMasks = new ArrayList<>();
    private final List<List<@Nullable Tensor>> stepOutputGradients = new ArrayList<>();

    /** Whether the layer of a step has added a loss, such as an activity penalty. */
    private boolean[] addsLoss = {};

    /** The marks of the arena before each step and after the last one. */
    private int[] arenaMarks = {};

    // Indexed by output number:
    private final @Nullable Tensor[] headGradients;
    private final List<@Nullable Tensor> dys;
    private List<@Nullable Tensor> ys = List.of();
    private List<@Nullable Tensor> zs = List.of();

    /**
     * Creates a run for a plan; it can also run other plans with the same values.
     *
     * @param packedOfStep as for {@link ExecutionContext#ExecutionContext}
     */
    SliceRun(Plan plan, @Nullable Map<Variable, PackedWeights> packedOfStep) {
        this.pass = new ExecutionContext(packedOfStep);
        this.plan = plan;
        this.values = new LiveTensors(plan.values());
        this.gradients = new SliceGradients(pass, values, plan.values());
        this.headGradients = new Tensor[plan.outputs().length];
        this.dys = Arrays.asList(headGradients);
        bind(plan);
    }

    /** Prepares the views of the tensors that each step of the plan reads and writes. */
    private void bind(Plan planOfRun) {
        plan = planOfRun;
        int count = plan.steps().size();
        stepOutputs = new Outputs[count];
        addsLoss = new boolean[count];
        arenaMarks = new int[count + 1];
        ys = new TensorSelection(values.all(), plan.outputs());
        zs = new TensorSelection(values.all(), plan.logits());
        stepInputs.clear();
        stepInputMasks.clear();
        stepOutputGradients.clear();
        for (Step step : plan.steps()) {
            stepInputs.add(new TensorSelection(values.all(), step.ins()));
            stepInputMasks.add(new TensorSelection(values.all(), step.masks().ins()));
            stepOutputGradients.add(gradients.select(step.outs()));
        }
    }

    ExecutionContext pass() {
        return pass;
    }

    /** Begins a run over rows {@code firstRow … endRow−1} of these inputs. */
    void begin(Plan planOfRun, boolean training, RunInputs inputs, int firstRow, int endRow) {
        this.firstRow = firstRow;
        this.endRow = endRow;
        this.firstRowInBatch = inputs.firstRow() + firstRow;
        this.batchRows = inputs.batchRows();
        this.isShard = inputs.rows() < batchRows;
        if (planOfRun != plan) {
            bind(planOfRun);
        }
        pass.begin(training, inputs.random(), firstRowInBatch, batchRows);
        values.clear();
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

    /**
     * Runs the steps of a segment forward.
     *
     * @param requiresGradient the values that require a gradient; steps that compute other values run without backward
     * @param neededByBackward the values that a backward may read
     */
    void forward(Segment segment, boolean[] requiresGradient, boolean[] neededByBackward) {
        for (int s = segment.from(); s < segment.to(); s++) {
            Step step = plan.steps().get(s);
            arenaMarks[s] = pass.arena().mark();
            boolean requiresBackward = requiresGradient[step.outs()[0]];
            double lossesBefore = pass.losses();
            List<Tensor> xs = stepInputs.get(s);
            begin(step, s, xs, requiresBackward);
            long fingerprint = CHECKS_INPUTS ? ReturnedValueChecks.fingerprint(xs) : 0;
            Outputs out;
            try {
                out = LayerAccess.run(step.operation(), xs, pass);
                requireDeclaredShapes(step, out);
            } catch (MemoryException | OutOfMemoryError e) {
                throw ReturnedValueChecks.outOfMemory(step, ReturnedValueChecks.rowsOf(xs), e);
            } catch (ShapeException | BackendException e) {
                throw LayerAccess.named(step.operation(), e);
            }
            assert ReturnedValueChecks.unchanged(step, "forward", fingerprint, xs);
            if (step.mask() >= 0) {
                pass.masks(stepInputMasks.get(s));
                values.set(step.mask(), step.mask(xs, pass));
            }
            for (int i = 0; i < step.outs().length; i++) {
                values.set(step.outs()[i], out.y(i));
            }
            if (requiresBackward) {
                stepOutputs[s] = out;
                addsLoss[s] = pass.losses() != lossesBefore;
                requireLossOfRows(step, addsLoss[s]);
            } else {
                releaseAfter(s, segment, neededByBackward);
            }
            arenaMarks[s + 1] = pass.arena().mark();
        }
    }

    /** Throws if a step adds a loss for values that every shard computes: it would be added once for each shard. */
    private void requireLossOfRows(Step step, boolean hasAddedLoss) {
        if (hasAddedLoss && isShard && plan.isShared(step.outs()[0])) {
            throw new OptionException(
                    LayerAccess.describe(step.operation())
                            + ": adds a loss that does not depend on the batch, which each shard would add again. Train without shards(…).");
        }
    }

    /** Prepares the pass for step {@code s}. */
    private void begin(Step step, int s, List<Tensor> xs, boolean requiresBackward) {
        pass.beginStep(step.number(), step.training(), requiresBackward);
        if (plan.readsRows(s)) {
            pass.rows(firstRowInBatch, batchRows);
        } else {
            pass.rows(0, ReturnedValueChecks.rowsOf(xs));
        }
        if (step.isMasked() && !step.masks().isHidden()) {
            pass.masks(stepInputMasks.get(s));
        }
    }

    /** Throws if an output has a shape other than the declared one. */
    private void requireDeclaredShapes(Step step, Outputs out) {
        ReturnedValueChecks.requireOutputs(
                step.operation(), out, step.outs().length, step.ins().length, pass.requiresBackward());
        for (int i = 0; i < step.outs().length; i++) {
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
            int[] outs = step.outs();
            int mark = pass.arena().mark();
            if (forward == null || !(gradients.hasAny(outs) || addsLoss[s]) || !requiresGradient[step.outs()[0]]) {
                continue;
            }
            boolean[] hasGradient = gradients.flags(outs);
            accumulators.begin(RequiredGradients.any(requiresGradient, step.ins()), hasGradient);
            gradients.setMissingToZero(outs);
            long fingerprint = CHECKS_INPUTS ? ReturnedValueChecks.fingerprint(stepInputs.get(s)) : 0;
            try {
                if (forward instanceof Output one) { // the usual case, without a list
                    Tensor dx = one.backward().apply(gradients.required(outs[0]), accumulators);
                    gradients.addInputGradient(step, 0, dx, requiresGradient, hasGradient == null);
                } else {
                    List<@Nullable Tensor> dxs = forward.backward(stepOutputGradients.get(s), accumulators);
                    ReturnedValueChecks.requireGradients(step.operation(), dxs, step.ins().length);
                    gradients.addInputGradients(step, dxs, requiresGradient, hasGradient == null);
                }
            } catch (MemoryException | OutOfMemoryError e) {
                throw ReturnedValueChecks.outOfMemory(step, ReturnedValueChecks.rowsOf(List.of(value(outs[0]))), e);
            } catch (ShapeException | BackendException e) {
                throw LayerAccess.named(step.operation(), e);
            }
            assert ReturnedValueChecks.unchanged(step, "backward", fingerprint, stepInputs.get(s));
            gradients.release(outs);
            gradients.releaseMemory(mark, pass.arena().mark());
            gradients.releaseMemory(arenaMarks[s], arenaMarks[s + 1]);
            stepOutputs[s] = null;
        }
    }

    /**
     * Computes the loss on the outputs of this slice, and adds its gradients to those of the loss targets.
     *
     * @param slice the number of the slice
     * @param lossTargets for each output the value with respect to which its loss is differentiated
     */
    void applyHead(LossHead head, int slice, int[] lossTargets, boolean[] requiresGradient) {
        int[] outputs = plan.outputs();
        for (int o = 0; o < outputs.length; o++) {
            headGradients[o] = pass.tensor(value(outputs[o]).shape());
        }
        head.apply(slice, firstRow, endRow, ys, zs, dys);
        for (int o = 0; o < outputs.length; o++) {
            if (head.hasLoss(o) && requiresGradient[lossTargets[o]]) {
                gradients.add(lossTargets[o], Objects.requireNonNull(headGradients[o]));
            }
        }
    }
}
