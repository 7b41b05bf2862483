package dev.cornet.graph;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.StateUpdate;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final Executor executor;
    private final ExecutionPlan executionPlan;
    private final Plan plan;
    private final int rows;
    private final boolean training;
    private final RandomStream random;
    private final @Nullable LossHead head;
    private final List<Segment> segments;
    private final List<List<SliceRun>> sliceRuns = new ArrayList<>();

    // Indexed by output number:
    private final int[] logitSources;
    private final @Nullable Tensor[] logits;

    // Indexed by value number:
    private final boolean[] isOutput;
    private final boolean[] keepsLogits;
    private final boolean[] requiresGradient;
    private final boolean[] neededByBackward;

    /** Whether the whole-batch buffer of a value's gradient already holds a gradient, to which others are added. */
    private final boolean[] gradientInitialized;

    private final boolean[] logitGradientInitialized;

    /** Whether a slice has computed a gradient of a value. */
    private final boolean[] gradientReceived;

    private final List<StateUpdate> updates = new ArrayList<>();
    private double layerLosses;

    BatchRun(Executor executor, List<Tensor> inputs, boolean training, RandomStream random, @Nullable LossHead head) {
        this.executor = executor;
        this.executionPlan = executor.executionPlan(training);
        this.plan = executionPlan.plan();
        this.rows = inputs.get(0).shape().dim(0);
        this.training = training;
        this.random = random;
        this.head = head;
        Partition partition = executor.partition(plan, rows, training);
        this.segments = partition.segments();
        this.isOutput = new boolean[plan.values()];
        this.keepsLogits = new boolean[plan.values()];
        this.logitSources = executionPlan.logitSources(training);
        this.logits = new Tensor[plan.outputs().length];
        this.requiresGradient = training ? RequiredGradients.of(plan) : new boolean[plan.values()];
        this.neededByBackward = RequiredGradients.neededByBackward(plan, requiresGradient);
        this.gradientInitialized = new boolean[plan.values()];
        this.logitGradientInitialized = new boolean[plan.values()];
        this.gradientReceived = new boolean[plan.values()];
        for (int i = 0; i < plan.inputs().length; i++) {
            executor.setActivation(plan.inputs()[i], inputs.get(i));
        }
        for (int o = 0; o < plan.outputs().length; o++) {
            isOutput[plan.outputs()[o]] = true;
            requestLogits(o);
        }
        for (int m : plan.outputMasks()) {
            if (m >= 0) {
                isOutput[m] = true;
            }
        }
        if (training) {
            executor.accumulators(partition).clear();
        }
        for (int s = 0; s < segments.size(); s++) {
            sliceRuns.add(new ArrayList<>());
        }
    }

    /** Marks the value whose logits are kept for output {@code output}, if the loss head uses them. */
    private void requestLogits(int output) {
        int source = logitSources[output];
        if (head == null || !LogitSources.hasActivation(plan, source)) {
            return;
        }
        boolean isReturned = head.keepsLogits(output) || (!training && head.usesLogits(output));
        if (isReturned) {
            logits[output] = executor.logitsBuffer(output, rows);
        }
        keepsLogits[source] |= isReturned || head.usesLogits(output);
    }

    /** Returns for each output the logits of all rows, if the loss head has requested them, else null. */
    List<@Nullable Tensor> logits() {
        return Arrays.asList(logits);
    }

    int segments() {
        return segments.size();
    }

    private int sliceCount(Segment segment) {
        return segment.isWholeBatch() ? 1 : (rows + segment.slice() - 1) / segment.slice();
    }

    private int firstRow(Segment segment, int slice) {
        return slice * segment.slice();
    }

    private int endRow(Segment segment, int slice) {
        return segment.isWholeBatch() ? rows : Math.min(rows, (slice + 1) * segment.slice());
    }

    // ---- forward

    void forward(int s) {
        Segment segment = segments.get(s);
        allocateExports(segment);
        List<SliceRun> runs = sliceRuns.get(s);
        int count = sliceCount(segment);
        if (training || segment.isWholeBatch()) {
            for (int i = 0; i < count; i++) {
                runs.add(executor.acquire(segment));
            }
            WorkerPool.shared().run(count, i -> forwardSlice(segment, i, runs.get(i)));
            return;
        }
        double[] losses = new double[count];
        WorkerPool.shared().run(count, i -> {
            SliceRun run = executor.acquire(segment);
            forwardSlice(segment, i, run);
            losses[i] = run.pass().losses();
            executor.release(segment, run);
        });
        addLosses(losses);
    }

    private void forwardSlice(Segment segment, int slice, SliceRun run) {
        int from = firstRow(segment, slice);
        int to = endRow(segment, slice);
        run.begin(executionPlan, training, random, from, rows);
        run.pass().precision(executor.precision());
        for (int v : segment.imports()) {
            run.setValue(v, executor.activation(v).rows(from, to));
        }
        run.forward(segment, keepsLogits, requiresGradient, neededByBackward);
        for (int v : segment.exports()) {
            if (segment.isWholeBatch() && !isOutput[v]) {
                executor.setActivation(v, run.value(v));
            } else {
                executor.activation(v).rows(from, to).copyFrom(run.value(v));
            }
        }
        for (int o = 0; o < logits.length; o++) {
            Tensor all = logits[o];
            Tensor z = run.logits(logitSources[o]);
            if (all != null && z != null) {
                all.rows(from, to).copyFrom(z);
            }
        }
    }

    private void allocateExports(Segment segment) {
        for (int v : segment.exports()) {
            if (!segment.isWholeBatch() || isOutput[v]) {
                executor.activationBuffer(v, rows);
            }
        }
    }

    private void addLosses(double[] losses) {
        for (double loss : losses) {
            layerLosses += loss;
        }
    }

    // ---- loss and backward

    /** Runs forward, loss and backward of the last segment. */
    void forwardLossBackward(int s) {
        Segment segment = segments.get(s);
        if (segment.isWholeBatch() || !computesAllOutputs(segment) || plan.isOutputMasked()) {
            forward(s);
            applyHeadToBatch();
            backward(s);
            return;
        }
        allocateExports(segment);
        allocateImportGradients(segment);
        int count = sliceCount(segment);
        double[] losses = new double[count];
        List<List<StateUpdate>> updatesOfSlices = new ArrayList<>(Collections.nCopies(count, List.of()));
        forEachSlice(count, (i, partialSum) -> {
            SliceRun run = executor.acquire(segment);
            forwardSlice(segment, i, run);
            run.applyHead(head(), i, firstRow(segment, i), endRow(segment, i), requiresGradient);
            backwardSlice(segment, i, run, partialSum);
            losses[i] = run.pass().losses();
            updatesOfSlices.set(i, run.pass().takeUpdates());
            executor.release(segment, run);
        });
        markInitialized(segment);
        addLosses(losses);
        updatesOfSlices.forEach(this::addSliceUpdates);
    }

    /** Adds the updates of a slice; throws for a moving average, which needs the whole batch. */
    private void addSliceUpdates(List<StateUpdate> updatesOfSlice) {
        for (StateUpdate update : updatesOfSlice) {
            if (update instanceof StateUpdate.MovingAverage average) {
                throw new CornetException(average.state().path()
                        + ": its layer averages over a part of the batch; override needsWholeBatch() to return true.");
            }
            updates.add(update);
        }
    }

    void backward(int s) {
        Segment segment = segments.get(s);
        List<SliceRun> runs = sliceRuns.get(s);
        allocateImportGradients(segment);
        for (int i = 0; i < runs.size(); i++) {
            for (int v : segment.exports()) {
                if (gradientInitialized[v] && requiresGradient[v]) {
                    Tensor dy = executor.gradientBuffer(v, rows);
                    runs.get(i).addGradient(v, dy.rows(firstRow(segment, i), endRow(segment, i)));
                }
            }
            for (int v = 0; v < plan.values(); v++) {
                if (logitGradientInitialized[v] && requiresGradient[v] && segment.contains(plan.producer(v))) {
                    Tensor dz = executor.logitGradientBuffer(v, rows);
                    runs.get(i).addLogitGradient(v, dz.rows(firstRow(segment, i), endRow(segment, i)));
                }
            }
        }
        forEachSlice(runs.size(), (i, partialSum) -> backwardSlice(segment, i, runs.get(i), partialSum));
        markInitialized(segment);
    }

    private interface SliceTask {
        void run(int slice, GradientAccumulators.PartialSum partialSum);
    }

    /** Runs a task for each slice: those of one partial sum one after another, different partial sums in parallel. */
    private void forEachSlice(int count, SliceTask task) {
        int sums = Math.min(GradientAccumulators.PARTIAL_SUMS, count);
        GradientAccumulators accumulators = executor.accumulators();
        WorkerPool.shared().run(sums, p -> {
            int end = (int) ((long) (p + 1) * count / sums);
            for (int i = (int) ((long) p * count / sums); i < end; i++) {
                task.run(i, accumulators.partialSum(p));
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
            Tensor dx = run.gradient(v);
            Tensor sum = executor.gradientBuffer(v, rows).rows(firstRow(segment, slice), endRow(segment, slice));
            gradientReceived[v] |= dx != null;
            if (dx == null && !gradientInitialized[v]) {
                Ops.fill(sum, 0f);
            } else if (dx != null && gradientInitialized[v]) {
                Ops.add(sum, dx);
            } else if (dx != null) {
                sum.copyFrom(dx);
            }
        }
    }

    private void allocateImportGradients(Segment segment) {
        for (int v : segment.imports()) {
            if (requiresGradient[v]) {
                executor.gradientBuffer(v, rows);
            }
        }
    }

    private void markInitialized(Segment segment) {
        for (int v : segment.imports()) {
            gradientInitialized[v] |= gradientReceived[v];
        }
    }

    /** Returns whether the last segment computes all outputs and the values from which their logits are taken. */
    private boolean computesAllOutputs(Segment segment) {
        for (int o = 0; o < logitSources.length; o++) {
            if (plan.producer(plan.outputs()[o]) < segment.from() || plan.producer(logitSources[o]) < segment.from()) {
                return false;
            }
        }
        return true;
    }

    private LossHead head() {
        return Objects.requireNonNull(head, "training needs a loss");
    }

    /** Computes the loss on the outputs of the whole batch, and its gradients. */
    void applyHeadToBatch() {
        List<Tensor> ys = new ArrayList<>();
        List<@Nullable Tensor> zs = new ArrayList<>();
        List<Tensor> dys = new ArrayList<>();
        List<Tensor> buffers = new ArrayList<>(); // differs from dys for a value that is an output twice
        for (int o = 0; o < plan.outputs().length; o++) {
            int v = plan.outputs()[o];
            int source = logitSources[o];
            Tensor z = keepsLogits[source] ? logitsOfBatch(source) : null;
            boolean onLogits = z != null && head().usesLogits(o);
            ys.add(executor.activation(v));
            zs.add(z);
            int target = onLogits ? source : v;
            Tensor buffer =
                    onLogits ? executor.logitGradientBuffer(target, rows) : executor.gradientBuffer(target, rows);
            boolean[] initialized = onLogits ? logitGradientInitialized : gradientInitialized;
            dys.add(initialized[target] ? Tensor.zeros(buffer.shape()) : buffer);
            buffers.add(buffer);
            initialized[target] |= head().hasLoss(o);
        }
        if (plan.isOutputMasked()) {
            head().masks(executor.outputMasks());
        }
        head().apply(0, 0, rows, ys, zs, dys);
        for (int o = 0; o < dys.size(); o++) {
            if (dys.get(o) != buffers.get(o)) {
                Ops.add(buffers.get(o), dys.get(o));
            }
        }
    }

    /** Collects the logits of value {@code v} from all slices; null if they were not kept. */
    private @Nullable Tensor logitsOfBatch(int v) {
        for (int s = 0; s < segments.size(); s++) {
            Segment segment = segments.get(s);
            if (segment.contains(plan.producer(v))) {
                Tensor all = Tensor.zeros(plan.shape(v).withBatch(rows));
                for (int i = 0; i < sliceRuns.get(s).size(); i++) {
                    Tensor logits = sliceRuns.get(s).get(i).logits(v);
                    if (logits == null) {
                        return null;
                    }
                    all.rows(firstRow(segment, i), endRow(segment, i)).copyFrom(logits);
                }
                return all;
            }
        }
        return null;
    }

    /** Ends the run: collects the state updates, releases the slice runs, and returns the sum of the losses that layers have added. */
    double commit() {
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
                executor.release(segments.get(s), run);
            }
        }
        return layerLosses;
    }

    /** Returns the state updates that layers have requested, in the order of their positions; valid after {@link #commit}. */
    List<StateUpdate> updates() {
        return updates;
    }
}
