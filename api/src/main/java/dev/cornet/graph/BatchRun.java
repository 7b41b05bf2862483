package dev.cornet.graph;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.plan.Plan;
import dev.cornet.nn.StateUpdate;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
    private final ExecutionPlan executionPlan;
    private final Plan plan;
    private final List<Segment> segments;
    private final BatchValues values;
    private final SliceRunPool pool;
    private final BatchGradients gradients;
    private final @Nullable GradientAccumulators accumulators;
    private final int rows;
    private final boolean training;
    private final RandomStream random;
    private final @Nullable LossHead head;
    private final List<List<SliceRun>> sliceRuns = new ArrayList<>();

    private final BatchLogits logits;

    // Indexed by value number:
    private final boolean[] isOutput;
    private final boolean[] requiresGradient;
    private final boolean[] neededByBackward;

    private final List<StateUpdate> updates = new ArrayList<>();
    private double layerLosses;

    /**
     * Prepares a run.
     *
     * @param accumulators cleared, for the weight gradients of a training step; null for a prediction
     */
    BatchRun(
            ExecutionPlan executionPlan,
            Partition partition,
            BatchValues values,
            BatchGradients gradients,
            SliceRunPool pool,
            @Nullable GradientAccumulators accumulators,
            List<Tensor> inputs,
            RandomStream random,
            @Nullable LossHead head) {
        this.executionPlan = executionPlan;
        this.plan = executionPlan.plan();
        this.segments = partition.segments();
        this.values = values;
        this.gradients = gradients;
        this.pool = pool;
        this.accumulators = accumulators;
        this.rows = inputs.get(0).shape().dim(0);
        this.training = accumulators != null;
        this.random = random;
        this.head = head;
        this.isOutput = new boolean[plan.values()];
        this.logits = new BatchLogits(plan, executionPlan.logitSources(training), head, training, values, rows);
        this.requiresGradient = training ? RequiredGradients.of(plan) : new boolean[plan.values()];
        this.neededByBackward = RequiredGradients.neededByBackward(plan, requiresGradient);
        gradients.begin(rows);
        for (int i = 0; i < plan.inputs().length; i++) {
            values.setActivation(plan.inputs()[i], inputs.get(i));
        }
        for (int v : plan.outputs()) {
            isOutput[v] = true;
        }
        for (int m : plan.outputMasks()) {
            if (m >= 0) {
                isOutput[m] = true;
            }
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
        if (training || segment.isWholeBatch()) {
            for (int i = 0; i < count; i++) {
                runs.add(pool.acquire(segment));
            }
            WorkerPool.shared().run(count, i -> forwardSlice(segment, i, runs.get(i)));
            return;
        }
        double[] losses = new double[count];
        WorkerPool.shared().run(count, i -> {
            SliceRun run = pool.acquire(segment);
            forwardSlice(segment, i, run);
            losses[i] = run.pass().losses();
            pool.release(segment, run);
        });
        addLosses(losses);
    }

    private void forwardSlice(Segment segment, int slice, SliceRun run) {
        int from = segment.firstRow(slice);
        int to = segment.endRow(slice, rows);
        run.begin(executionPlan, training, random, from, to, rows);
        for (int v : segment.imports()) {
            Tensor all = values.activation(v);
            run.setValue(v, plan.isRows(v) ? all.rows(from, to) : all);
        }
        run.forward(segment, logits.kept(), requiresGradient, neededByBackward);
        for (int v : segment.exports()) {
            if (segment.isWholeBatch() && (!isOutput[v] || !plan.isRows(v))) {
                values.setActivation(v, isOutput[v] ? requireRows(v, run.value(v)) : run.value(v));
            } else {
                values.activation(v).rows(from, to).copyFrom(run.value(v));
            }
        }
        logits.copyFrom(run, from, to);
    }

    /** Throws if a WHOLE output of the model does not have one row per sample. */
    private Tensor requireRows(int v, Tensor y) {
        if (y.shape().rank() == 0 || y.shape().dim(0) != rows) {
            throw new ShapeException(
                    plan.steps().get(plan.producer(v)).operation().describe() + ": is an output of the model,"
                            + " but gave " + y.shape() + " for a batch of " + rows
                            + " samples; an output must have one row per sample.");
        }
        return y;
    }

    private void allocateExports(Segment segment) {
        for (int v : segment.exports()) {
            if (plan.isRows(v) && (!segment.isWholeBatch() || isOutput[v])) {
                values.activationBuffer(v, rows);
            }
        }
    }

    private void addLosses(double[] losses) {
        for (double loss : losses) {
            layerLosses += loss;
        }
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
        if (segment.isWholeBatch() || !computesAllOutputs(segment) || plan.isOutputMasked()) {
            forward(s);
            applyHeadToBatch();
            backward(s);
            return;
        }
        allocateExports(segment);
        allocateImportGradients(segment);
        int count = segment.slices(rows);
        double[] losses = new double[count];
        List<List<StateUpdate>> updatesOfSlices = new ArrayList<>(Collections.nCopies(count, List.of()));
        forEachSlice(count, (i, partialSum) -> {
            SliceRun run = pool.acquire(segment);
            forwardSlice(segment, i, run);
            run.applyHead(head(), i, segment.firstRow(i), segment.endRow(i, rows), requiresGradient);
            backwardSlice(segment, i, run, partialSum);
            losses[i] = run.pass().losses();
            updatesOfSlices.set(i, run.pass().takeUpdates());
            pool.release(segment, run);
        });
        completeImportGradients(segment);
        addLosses(losses);
        updatesOfSlices.forEach(this::addSliceUpdates);
    }

    /** Adds the updates of a slice; throws for a moving average, which needs the whole batch. */
    private void addSliceUpdates(List<StateUpdate> updatesOfSlice) {
        for (StateUpdate update : updatesOfSlice) {
            if (update instanceof StateUpdate.MovingAverage average) {
                throw new CornetException(
                        average.state().path()
                                + ": its layer averages over a part of the batch; override rowUse(training) to return RowUse.MIXES.");
            }
            updates.add(update);
        }
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
            for (int v = 0; v < plan.values(); v++) {
                Tensor dz = requiresGradient[v] && segment.contains(plan.producer(v)) ? gradients.ofLogits(v) : null;
                if (dz != null) {
                    run.gradients().addToLogits(v, dz.rows(segment.firstRow(i), segment.endRow(i, rows)));
                }
            }
        }
        forEachSlice(runs.size(), (i, partialSum) -> backwardSlice(segment, i, runs.get(i), partialSum));
        completeImportGradients(segment);
    }

    /** Returns the gradient of rows {@code from … to−1} of value {@code v}, or of all of a value without rows; null if there is none. */
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

    /** Runs a task for each slice: those of one partial sum one after another, different partial sums in parallel. */
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

    /** Runs the backward of a slice, and adds the gradients of its imports to those of the whole batch. */
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

    /** Returns whether the last segment computes all outputs and the values from which their logits are taken. */
    private boolean computesAllOutputs(Segment segment) {
        for (int o = 0; o < plan.outputs().length; o++) {
            if (plan.producer(plan.outputs()[o]) < segment.from() || plan.producer(logits.source(o)) < segment.from()) {
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
        List<Tensor> ys = new ArrayList<>();
        List<@Nullable Tensor> zs = new ArrayList<>();
        List<Tensor> dys = new ArrayList<>();
        for (int o = 0; o < plan.outputs().length; o++) {
            Tensor z = logits.kept()[logits.source(o)] ? logitsOfBatch(logits.source(o)) : null;
            ys.add(values.activation(plan.outputs()[o]));
            zs.add(z);
            boolean onLogits = z != null && head().usesLogits(o);
            int v = onLogits ? logits.source(o) : plan.outputs()[o];
            dys.add(gradients.forLoss(v, onLogits));
            if (head().hasLoss(o)) {
                gradients.reserveForLoss(v, onLogits);
            }
        }
        if (plan.isOutputMasked()) {
            head().masks(values.outputMasks());
        }
        head().apply(0, 0, rows, ys, zs, dys);
        for (int o = 0; o < dys.size(); o++) {
            boolean onLogits = zs.get(o) != null && head().usesLogits(o);
            gradients.addLoss(onLogits ? logits.source(o) : plan.outputs()[o], onLogits, dys.get(o));
        }
    }

    /** Collects the logits of value {@code v} from all slices; null if they were not kept. */
    private @Nullable Tensor logitsOfBatch(int v) {
        for (int s = 0; s < segments.size(); s++) {
            Segment segment = segments.get(s);
            if (segment.contains(plan.producer(v))) {
                Tensor all = Tensor.zeros(plan.shape(v).with(0, rows));
                for (int i = 0; i < sliceRuns.get(s).size(); i++) {
                    Tensor z = sliceRuns.get(s).get(i).logits(v);
                    if (z == null) {
                        return null;
                    }
                    all.rows(segment.firstRow(i), segment.endRow(i, rows)).copyFrom(z);
                }
                return all;
            }
        }
        return null;
    }

    /** Ends the run: collects the state updates and the losses that layers have added, releases the slice runs, and returns the result. */
    Executor.Result end() {
        for (int s = 0; s < segments.size(); s++) {
            for (SliceRun run : sliceRuns.get(s)) {
                layerLosses += run.pass().losses();
                if (segments.get(s).isWholeBatch()) {
                    updates.addAll(run.pass().takeUpdates());
                } else {
                    addSliceUpdates(run.pass().takeUpdates());
                }
            }
        }
        // the sort is stable: updates of one layer stay in the order of the rows
        updates.sort(Comparator.comparingInt(StateUpdate::position));
        // The run released last is the next one acquired: in reverse order, each segment gets its own runs again.
        for (int s = segments.size() - 1; s >= 0; s--) {
            for (SliceRun run : sliceRuns.get(s)) {
                pool.release(segments.get(s), run);
            }
        }
        return new Executor.Result(values.outputs(), values.outputMasks(), logits.returned(), layerLosses, updates);
    }
}
