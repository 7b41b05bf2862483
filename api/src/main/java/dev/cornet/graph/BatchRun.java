package dev.cornet.graph;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.StateUpdate;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way through the segments and back.
 *
 * <p>Segments run one after another. A sliced segment hands its slices to the pool; values that pass from one segment to the next lie in
 * whole-batch tensors, of which a slice reads and writes its rows. Where the last segment is sliced, loss and way back follow each
 * slice's forward at once, while its values are in cache.
 */
final class BatchRun {
    private final Executor runner;
    private final Plan plan;
    private final int rows;
    private final boolean training;
    private final RandomStream noise;
    private final @Nullable LossHead head;
    private final List<Segment> segments;
    private final List<List<SliceRun>> running = new ArrayList<>();
    private final boolean[] isOutput;
    private final boolean[] onLogits;
    private final int[] logitSources;
    private final @Nullable Tensor[] logits;
    private final boolean[] learns;
    private final boolean[] lookedAt;
    private final boolean[] gradientBegun;
    private final boolean[] logitGradientBegun;
    private final boolean[] gradientGiven;
    private final List<StateUpdate> updates = new ArrayList<>();
    private double layerLosses;

    BatchRun(Executor runner, List<Tensor> inputs, boolean training, RandomStream noise, @Nullable LossHead head) {
        this.runner = runner;
        this.plan = training ? runner.plan() : runner.plan().inferencePlan();
        this.rows = inputs.get(0).shape().dim(0);
        this.training = training;
        this.noise = noise;
        this.head = head;
        Partition cut = runner.cut(plan, rows, training);
        this.segments = cut.segments();
        this.isOutput = new boolean[plan.values()];
        this.onLogits = new boolean[plan.values()];
        this.logitSources = plan.logitSources(training);
        this.logits = new Tensor[plan.outputs().length];
        this.learns = new boolean[plan.values()];
        this.lookedAt = new boolean[plan.values()];
        this.gradientBegun = new boolean[plan.values()];
        this.logitGradientBegun = new boolean[plan.values()];
        this.gradientGiven = new boolean[plan.values()];
        for (int i = 0; i < plan.inputs().length; i++) {
            runner.setActivation(plan.inputs()[i], inputs.get(i));
        }
        for (int o = 0; o < plan.outputs().length; o++) {
            isOutput[plan.outputs()[o]] = true;
            wantLogits(o);
        }
        for (int m : plan.outputMasks()) {
            if (m >= 0) {
                isOutput[m] = true;
            }
        }
        if (training) {
            markLearning();
            runner.gradients(cut).clear();
        }
        for (int s = 0; s < segments.size(); s++) {
            running.add(new ArrayList<>());
        }
    }

    private void wantLogits(int output) {
        int source = logitSources[output];
        if (head == null || !LogitSources.isBehindActivation(plan, source)) {
            return;
        }
        boolean kept = head.keepsLogits(output) || (!training && head.onLogits(output));
        if (kept) {
            logits[output] = runner.logitsSpace(output, rows);
        }
        onLogits[source] |= kept || head.onLogits(output);
    }

    /** For each output the logits that the head wanted for all rows, else null. */
    List<@Nullable Tensor> logits() {
        return Arrays.asList(logits);
    }

    int segments() {
        return segments.size();
    }

    /** A value learns when a weight in front of it does; the ways back to it may look at what its steps have read. */
    private void markLearning() {
        for (Plan.Step step : plan.steps()) {
            boolean any = step.isTrainable();
            for (int v : step.ins()) {
                any |= learns[v];
            }
            for (int v : step.outs()) {
                learns[v] = any;
            }
            if (any) {
                for (int v : step.reads()) {
                    lookedAt[v] = true;
                }
            }
        }
    }

    private int slices(Segment segment) {
        return segment.whole() ? 1 : (rows + segment.slice() - 1) / segment.slice();
    }

    private int from(Segment segment, int slice) {
        return slice * segment.slice();
    }

    private int to(Segment segment, int slice) {
        return segment.whole() ? rows : Math.min(rows, (slice + 1) * segment.slice());
    }

    // ---- forward

    void forward(int s) {
        Segment segment = segments.get(s);
        holdExports(segment);
        List<SliceRun> parts = running.get(s);
        int slices = slices(segment);
        if (training || segment.whole()) {
            for (int i = 0; i < slices; i++) {
                parts.add(runner.part(segment));
            }
            WorkerPool.shared().run(slices, i -> run(segment, i, parts.get(i)));
            return;
        }
        double[] losses = new double[slices];
        WorkerPool.shared().run(slices, i -> {
            SliceRun part = runner.part(segment);
            run(segment, i, part);
            losses[i] = part.pass().losses();
            runner.giveBack(segment, part);
        });
        addLosses(losses);
    }

    private void run(Segment segment, int slice, SliceRun part) {
        int from = from(segment, slice);
        int to = to(segment, slice);
        part.begin(plan, training, noise, from, rows);
        part.pass().precision(runner.precision());
        for (int v : segment.imports()) {
            part.value(v, runner.activation(v).rows(from, to));
        }
        part.forward(segment, onLogits, learns, lookedAt);
        for (int v : segment.exports()) {
            if (segment.whole() && !isOutput[v]) {
                runner.setActivation(v, part.value(v));
            } else {
                runner.activation(v).rows(from, to).copyFrom(part.value(v));
            }
        }
        for (int o = 0; o < logits.length; o++) {
            Tensor all = logits[o];
            Tensor z = part.logits(logitSources[o]);
            if (all != null && z != null) {
                all.rows(from, to).copyFrom(z);
            }
        }
    }

    private void holdExports(Segment segment) {
        for (int v : segment.exports()) {
            if (!segment.whole() || isOutput[v]) {
                runner.activationBuffer(v, rows);
            }
        }
    }

    private void addLosses(double[] losses) {
        for (double loss : losses) {
            layerLosses += loss;
        }
    }

    // ---- the loss and the way back

    /** The last segment: forward, loss, and back. */
    void forwardLossBackward(int s) {
        Segment segment = segments.get(s);
        if (segment.whole() || !makesAllOutputs(segment) || plan.isOutputMasked()) {
            forward(s);
            applyHeadToBatch();
            backward(s);
            return;
        }
        holdExports(segment);
        holdImportGradients(segment);
        int slices = slices(segment);
        double[] losses = new double[slices];
        List<List<StateUpdate>> ofSlices = new ArrayList<>(java.util.Collections.nCopies(slices, List.of()));
        forLanes(slices, (i, lane) -> {
            SliceRun part = runner.part(segment);
            run(segment, i, part);
            applyHead(segment, i, part);
            back(segment, i, part, lane);
            losses[i] = part.pass().losses();
            ofSlices.set(i, part.pass().takeUpdates());
            runner.giveBack(segment, part);
        });
        markBegun(segment);
        addLosses(losses);
        ofSlices.forEach(this::addUpdatesOfSlice);
    }

    private void addUpdatesOfSlice(List<StateUpdate> ofSlice) {
        for (StateUpdate update : ofSlice) {
            if (update instanceof StateUpdate.Average average) {
                throw new CornetException(average.state().path()
                        + ": its layer averages over a part of the batch; override needsWholeBatch() to return true.");
            }
            updates.add(update);
        }
    }

    void backward(int s) {
        Segment segment = segments.get(s);
        List<SliceRun> parts = running.get(s);
        holdImportGradients(segment);
        for (int i = 0; i < parts.size(); i++) {
            for (int v : segment.exports()) {
                if (gradientBegun[v] && learns[v]) {
                    Tensor dy = runner.gradientSpace(v, rows);
                    parts.get(i).gradient(v, dy.rows(from(segment, i), to(segment, i)));
                }
            }
            for (int v = 0; v < plan.values(); v++) {
                if (logitGradientBegun[v] && learns[v] && segment.makes(plan.producer(v))) {
                    Tensor dz = runner.logitGradientSpace(v, rows);
                    parts.get(i).logitGradient(v, dz.rows(from(segment, i), to(segment, i)));
                }
            }
        }
        forLanes(parts.size(), (i, lane) -> back(segment, i, parts.get(i), lane));
        markBegun(segment);
    }

    private interface InLane {
        void run(int slice, GradientAccumulators.PartialSum lane);
    }

    /** Slices in lanes: a lane takes its slices in order, lanes run beside each other. */
    private void forLanes(int slices, InLane task) {
        int lanes = Math.min(GradientAccumulators.LANES, slices);
        GradientAccumulators sums = runner.gradients();
        WorkerPool.shared().run(lanes, l -> {
            int end = (int) ((long) (l + 1) * slices / lanes);
            for (int i = (int) ((long) l * slices / lanes); i < end; i++) {
                task.run(i, sums.lane(l));
            }
        });
    }

    private void back(Segment segment, int slice, SliceRun part, GradientAccumulators.PartialSum lane) {
        part.backward(segment, lane, learns);
        for (int v : segment.imports()) {
            if (!learns[v]) {
                continue;
            }
            Tensor dx = part.gradient(v);
            Tensor whole = runner.gradientSpace(v, rows).rows(from(segment, slice), to(segment, slice));
            gradientGiven[v] |= dx != null;
            if (dx == null && !gradientBegun[v]) {
                Ops.fill(whole, 0f);
            } else if (dx != null && gradientBegun[v]) {
                Ops.add(whole, dx);
            } else if (dx != null) {
                whole.copyFrom(dx);
            }
        }
    }

    private void holdImportGradients(Segment segment) {
        for (int v : segment.imports()) {
            if (learns[v]) {
                runner.gradientSpace(v, rows);
            }
        }
    }

    private void markBegun(Segment segment) {
        for (int v : segment.imports()) {
            gradientBegun[v] |= gradientGiven[v];
        }
    }

    private boolean makesAllOutputs(Segment segment) {
        for (int o = 0; o < logitSources.length; o++) {
            if (plan.producer(plan.outputs()[o]) < segment.from() || plan.producer(logitSources[o]) < segment.from()) {
                return false;
            }
        }
        return true;
    }

    private LossHead head() {
        return Objects.requireNonNull(head, "learning needs a loss");
    }

    private void applyHead(Segment segment, int slice, SliceRun part) {
        part.applyHead(head(), slice, from(segment, slice), to(segment, slice), learns);
    }

    void applyHeadToBatch() {
        List<Tensor> ys = new ArrayList<>();
        List<@Nullable Tensor> zs = new ArrayList<>();
        List<Tensor> dys = new ArrayList<>();
        List<Tensor> again = new ArrayList<>(); // of a value that is an output twice
        for (int o = 0; o < plan.outputs().length; o++) {
            int v = plan.outputs()[o];
            int source = logitSources[o];
            Tensor z = onLogits[source] ? logitsOfBatch(source) : null;
            boolean toLogits = z != null && head().onLogits(o);
            ys.add(runner.activation(v));
            zs.add(z);
            int to = toLogits ? source : v;
            Tensor dy = toLogits ? runner.logitGradientSpace(to, rows) : runner.gradientSpace(to, rows);
            boolean[] begun = toLogits ? logitGradientBegun : gradientBegun;
            dys.add(begun[to] ? Tensor.zeros(dy.shape()) : dy);
            again.add(dy);
            begun[to] |= head().hasLoss(o);
        }
        if (plan.isOutputMasked()) {
            head().masks(runner.outputMasks());
        }
        head().apply(0, 0, rows, ys, zs, dys);
        for (int o = 0; o < dys.size(); o++) {
            if (dys.get(o) != again.get(o)) {
                Ops.add(again.get(o), dys.get(o));
            }
        }
    }

    private @Nullable Tensor logitsOfBatch(int v) {
        for (int s = 0; s < segments.size(); s++) {
            Segment segment = segments.get(s);
            if (segment.makes(plan.producer(v))) {
                Tensor all = Tensor.zeros(plan.shape(v).withBatch(rows));
                for (int i = 0; i < running.get(s).size(); i++) {
                    Tensor logits = running.get(s).get(i).logits(v);
                    if (logits == null) {
                        return null;
                    }
                    all.rows(from(segment, i), to(segment, i)).copyFrom(logits);
                }
                return all;
            }
        }
        return null;
    }

    /** Gives the parts back, and tells the sum of the layers' losses. */
    double commit() {
        for (int s = 0; s < segments.size(); s++) {
            for (SliceRun part : running.get(s)) {
                layerLosses += part.pass().losses();
                if (segments.get(s).whole()) {
                    updates.addAll(part.pass().takeUpdates());
                } else {
                    addUpdatesOfSlice(part.pass().takeUpdates());
                }
            }
        }
        updates.sort(Comparator.comparingInt(StateUpdate::place)); // a stable sort: rows stay in order
        // The last given is the first taken: each segment finds its own again.
        for (int s = segments.size() - 1; s >= 0; s--) {
            for (SliceRun part : running.get(s)) {
                runner.giveBack(segments.get(s), part);
            }
        }
        return layerLosses;
    }

    /** The changes of states that layers have asked for, in the order of their places; after {@link #commit}. */
    List<StateUpdate> updates() {
        return updates;
    }
}
