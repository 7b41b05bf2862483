package dev.cornet.graph;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.plan.Plan;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.PlacedUpdate;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The forward and backward run of one batch through the segments of a plan.
 *
 * <p>Segments run one after another. The slices of a sliced segment run on the worker threads. Values that one segment computes and another
 * reads are stored in whole-batch tensors, of which each slice reads and writes its rows. If the last segment is sliced, the loss and the
 * backward of a slice follow its forward immediately, while its values are in cache.
 */
final class BatchRun {
    private final Plan plan;
    private final List<Segment> segments;
    private final BatchValues values;
    private final SliceRunPool pool;
    private final BatchGradients gradients;
    private final @Nullable GradientAccumulators accumulators;
    private final RunInputs inputs;
    private final int rows;
    private final boolean training;
    private final @Nullable LossHead head;
    private final List<List<SliceRun>> sliceRuns = new ArrayList<>();

    // Indexed by value number:
    private final boolean[] requiresGradient;
    private final boolean[] neededByBackward;

    private final BatchUpdates updates = new BatchUpdates();
    private double layerLosses;

    /**
     * Prepares a run.
     *
     * @param accumulators cleared, for the weight gradients of a training step; null for a run without backward
     */
    BatchRun(
            Partition partition,
            BatchValues values,
            BatchGradients gradients,
            SliceRunPool pool,
            @Nullable GradientAccumulators accumulators,
            RunInputs inputs,
            @Nullable LossHead head) {
        this.plan = partition.plan();
        this.segments = partition.segments();
        this.values = values;
        this.gradients = gradients;
        this.pool = pool;
        this.accumulators = accumulators;
        this.inputs = inputs;
        this.rows = inputs.rows();
        this.training = partition.isForTraining();
        this.head = head;
        RequiredGradients required = partition.requiredGradients(accumulators != null);
        this.requiresGradient = required.values();
        this.neededByBackward = required.neededByBackward();
        gradients.begin(rows);
        values.begin();
        for (int i = 0; i < plan.inputs().length; i++) {
            values.setActivation(plan.inputs()[i], inputs.tensors().get(i));
        }
        for (int s = 0; s < segments.size(); s++) {
            sliceRuns.add(new ArrayList<>());
        }
    }

    // ---- forward

    /** Runs all segments forward. */
    void forward() {
        for (int s = 0; s < segments.size(); s++) {
            forward(s);
        }
    }

    private void forward(int s) {
        Segment segment = segments.get(s);
        allocateExports(segment);
        List<SliceRun> runs = sliceRuns.get(s);
        int count = segment.slices(rows);
        if (accumulators != null || segment.isWholeBatch()) {
            for (int i = 0; i < count; i++) {
                runs.add(pool.acquire(segment));
            }
            WorkerPool.shared().run(count, i -> forwardSlice(segment, i, runs.get(i)));
            return;
        }
        SliceRequests requests = new SliceRequests(count);
        WorkerPool.shared().run(count, i -> {
            SliceRun run = pool.acquire(segment);
            forwardSlice(segment, i, run);
            requests.take(i, run);
            pool.release(segment, run);
        });
        add(requests);
    }

    private void forwardSlice(Segment segment, int slice, SliceRun run) {
        int from = segment.firstRow(slice);
        int to = segment.endRow(slice, rows);
        run.begin(plan, training, inputs, from, to);
        for (int v : segment.imports()) {
            Tensor all = values.activation(v);
            run.setValue(v, plan.isRows(v) ? all.rows(from, to) : all);
        }
        run.forward(segment, requiresGradient, neededByBackward);
        for (int v : segment.exports()) {
            if (segment.isWholeBatch() && (!plan.isResult(v) || !plan.isRows(v))) {
                values.setActivation(v, plan.isResult(v) ? requireRows(v, run.value(v)) : run.value(v));
            } else {
                values.activation(v).rows(from, to).copyFrom(run.value(v));
            }
        }
    }

    /** Throws if a WHOLE output of the model does not have one row per sample. */
    private Tensor requireRows(int v, Tensor y) {
        if (y.shape().rank() == 0 || y.shape().dim(0) != rows) {
            throw new ShapeException(LayerAccess.describe(
                            plan.steps().get(plan.producer(v)).operation()) + ": is an output of the model,"
                    + " but gave " + y.shape() + " for a batch of " + rows
                    + " samples; an output must have one row per sample.");
        }
        return y;
    }

    private void allocateExports(Segment segment) {
        for (int v : segment.exports()) {
            if (plan.isRows(v) && (!segment.isWholeBatch() || plan.isResult(v))) {
                values.useBuffer(v, rows);
            }
        }
    }

    /** The losses that layers have added and the state updates that they have requested in the slices of one segment. */
    private static final class SliceRequests {
        private final double[] losses;
        private final List<List<PlacedUpdate>> updates;

        SliceRequests(int slices) {
            losses = new double[slices];
            updates = new ArrayList<>(Collections.nCopies(slices, List.of()));
        }

        /** Takes those of one slice after its forward; different slices may call this in parallel. */
        void take(int slice, SliceRun run) {
            losses[slice] = run.pass().losses();
            updates.set(slice, run.pass().takeUpdates());
        }
    }

    /** Adds the losses and updates of a segment to those of the batch, in the order of the slices. */
    private void add(SliceRequests requests) {
        for (double loss : requests.losses) {
            layerLosses += loss;
        }
        updates.add(requests.updates);
    }

    // ---- loss and backward

    /** Runs all segments forward, the loss, and all segments backward. */
    void forwardLossBackward() {
        int last = segments.size() - 1;
        for (int s = 0; s < last; s++) {
            forward(s);
        }
        if (last < 0) { // all outputs are inputs: there is only the loss
            applyHeadToBatch();
        } else {
            forwardLossBackward(last);
        }
        for (int s = last - 1; s >= 0; s--) {
            backward(s);
        }
    }

    /** Runs forward, loss and backward of the last segment. */
    private void forwardLossBackward(int s) {
        Segment segment = segments.get(s);
        boolean slicesLoss = computesAllOutputs(segment) && !plan.isOutputMasked() && !head().needsWholeBatch();
        if (segment.isWholeBatch() || !slicesLoss) {
            forward(s);
            applyHeadToBatch();
            backward(s);
            return;
        }
        allocateExports(segment);
        allocateImportGradients(segment);
        int count = segment.slices(rows);
        int[] lossTargets = lossTargets();
        SliceRequests requests = new SliceRequests(count);
        forEachSlice(count, (i, partialSum) -> {
            SliceRun run = pool.acquire(segment);
            forwardSlice(segment, i, run);
            run.applyHead(head(), i, lossTargets, requiresGradient);
            backwardSlice(segment, i, run, partialSum);
            requests.take(i, run);
            pool.release(segment, run);
        });
        completeImportGradients(segment);
        add(requests);
    }

    private void backward(int s) {
        Segment segment = segments.get(s);
        List<SliceRun> runs = sliceRuns.get(s);
        allocateImportGradients(segment);
        for (int i = 0; i < runs.size(); i++) {
            SliceRun run = runs.get(i);
            for (int v : segment.exports()) {
                Tensor dy = requiresGradient[v] ? gradientOf(v, segment.firstRow(i), segment.endRow(i, rows)) : null;
                if (dy != null) {
                    run.gradients().add(v, dy);
                }
            }
        }
        forEachSlice(runs.size(), (i, partialSum) -> backwardSlice(segment, i, runs.get(i), partialSum));
        completeImportGradients(segment);
    }

    /**
     * Returns the gradient of rows {@code from … to−1} of value {@code v}, or of the whole value if it has no rows; null if there is none.
     */
    private @Nullable Tensor gradientOf(int v, int from, int to) {
        if (plan.isShared(v)) {
            return accumulators().sharedGradient(v);
        }
        Tensor dy = gradients.get(v);
        return dy == null || !plan.isRows(v) ? dy : dy.rows(from, to);
    }

    private interface SliceTask {
        void run(int slice, GradientAccumulators.PartialSum partialSum);
    }

    /** Runs a task for each slice: slices of one partial sum one after another, those of different partial sums in parallel. */
    private void forEachSlice(int count, SliceTask task) {
        int sums = Math.min(GradientAccumulators.PARTIAL_SUMS, count);
        GradientAccumulators sumsOfStep = accumulators();
        WorkerPool.shared().run(sums, p -> {
            int end = (int) ((long) (p + 1) * count / sums);
            for (int i = (int) ((long) p * count / sums); i < end; i++) {
                task.run(i, sumsOfStep.partialSum(p));
            }
        });
    }

    /** Runs the backward of a slice, and adds the gradients of its imports to the gradients of the whole batch. */
    private void backwardSlice(Segment segment, int slice, SliceRun run, GradientAccumulators.PartialSum partialSum) {
        run.backward(segment, partialSum, requiresGradient);
        for (int v : segment.imports()) {
            if (!requiresGradient[v]) {
                continue;
            }
            if (plan.isShared(v)) {
                partialSum.addShared(v, run.gradients().get(v));
            } else {
                gradients.add(
                        v,
                        segment.firstRow(slice),
                        segment.endRow(slice, rows),
                        run.gradients().get(v));
            }
        }
    }

    private void allocateImportGradients(Segment segment) {
        for (int v : segment.imports()) {
            if (requiresGradient[v] && !plan.isShared(v)) {
                gradients.allocate(v);
            }
        }
    }

    private void completeImportGradients(Segment segment) {
        for (int v : segment.imports()) {
            gradients.complete(v);
        }
    }

    /** Returns whether the last segment computes all outputs, and computes or reads the logits that the loss needs. */
    private boolean computesAllOutputs(Segment segment) {
        for (int o = 0; o < plan.outputs().length; o++) {
            int z = plan.logits()[o];
            boolean hasLogits = z < 0 || plan.producer(z) >= segment.from() || segment.isImport(z);
            if (plan.producer(plan.outputs()[o]) < segment.from() || !hasLogits) {
                return false;
            }
        }
        return true;
    }

    private GradientAccumulators accumulators() {
        return Objects.requireNonNull(accumulators, "only a training step has gradients");
    }

    private LossHead head() {
        return Objects.requireNonNull(head, "training needs a loss");
    }

    /** Computes the loss on the outputs of the whole batch, and its gradients. */
    private void applyHeadToBatch() {
        List<@Nullable Tensor> zs = values.select(plan.logits());
        int[] lossTargets = lossTargets();
        List<Tensor> dys = new ArrayList<>();
        for (int o = 0; o < zs.size(); o++) {
            dys.add(gradients.forLoss(lossTargets[o], head().hasLoss(o)));
        }
        if (plan.isOutputMasked()) {
            head().masks(values.select(plan.outputMasks()));
        }
        head().apply(0, 0, rows, values.outputs(plan), zs, dys);
        for (int o = 0; o < dys.size(); o++) {
            gradients.addLoss(lossTargets[o], dys.get(o));
        }
    }

    /** Returns for each output the value with respect to which its loss is differentiated: its logits or the output itself. */
    private int[] lossTargets() {
        int[] targets = plan.outputs().clone();
        for (int o = 0; o < targets.length; o++) {
            if (plan.logits()[o] >= 0 && head().usesLogits(o)) {
                targets[o] = plan.logits()[o];
            }
        }
        return targets;
    }

    /** Ends the run: collects the state updates and the losses that layers have added, releases the slice runs, and returns the result. */
    BatchResult end() {
        for (int s = 0; s < segments.size(); s++) {
            List<List<PlacedUpdate>> requested = new ArrayList<>();
            for (SliceRun run : sliceRuns.get(s)) {
                layerLosses += run.pass().losses();
                requested.add(run.pass().takeUpdates());
            }
            updates.add(requested);
        }
        // The run released last is acquired next. Released in reverse order, each segment gets its own runs again.
        for (int s = segments.size() - 1; s >= 0; s--) {
            for (SliceRun run : sliceRuns.get(s)) {
                pool.release(segments.get(s), run);
            }
        }
        List<@Nullable Tensor> logits = values.select(plan.logits());
        return new BatchResult(
                values.outputs(plan), values.select(plan.outputMasks()), logits, layerLosses, updates.inOrder());
    }
}
