package dev.cornet.graph;

import dev.cornet.exceptions.MemoryException;
import dev.cornet.graph.Plan.Step;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Arena;
import dev.cornet.nn.Backward;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The run of one segment over some rows, forward and then back: its values, its closures, its memory. Used by one thread at a time and
 * again in the next step.
 *
 * <p>Memory goes back to the arena as soon as nothing can read it: in inference a value after its last reader, in training all that a step
 * took once the step's way back is done.
 */
final class SliceRun {
    private static final boolean CHECKS_INPUTS = SliceRun.class.desiredAssertionStatus();

    private Plan plan;
    private final Pass pass = new Pass(false, new RandomStream(0), new Arena());
    private final ReleasedTensors values;
    private final @Nullable Tensor[] logits;
    private final ReleasedTensors gradients;
    private final @Nullable Tensor[] logitGradients;
    private final int[] logitSources;
    private final @Nullable Backward[] behindLogits;
    private final @Nullable Outputs[] runs;
    private final boolean[] addsLoss;
    private final int[] marks;
    private final int[] ends;
    private final List<List<@Nullable Tensor>> ins = new ArrayList<>();
    private final List<List<@Nullable Tensor>> inMasks = new ArrayList<>();
    private final List<List<@Nullable Tensor>> outGradients = new ArrayList<>();
    private final @Nullable Tensor[] headGradients;
    private final List<@Nullable Tensor> ys;
    private final List<@Nullable Tensor> zs;
    private final List<@Nullable Tensor> dys;

    /** For {@code plan}, or one with as many values and fewer steps. */
    SliceRun(Plan plan) {
        this.plan = plan;
        this.values = new ReleasedTensors(plan.values());
        this.logits = new Tensor[plan.values()];
        this.gradients = new ReleasedTensors(plan.values());
        this.logitGradients = new Tensor[plan.values()];
        this.logitSources = plan.outputs().clone();
        this.behindLogits = new Backward[plan.values()];
        this.runs = new Outputs[plan.steps().size()];
        this.addsLoss = new boolean[plan.steps().size()];
        this.marks = new int[plan.steps().size() + 1];
        this.headGradients = new Tensor[plan.outputs().length];
        this.ends = new int[plan.steps().size()];
        this.ys = new Chosen(values.all(), plan.outputs());
        this.zs = new Chosen(logits, logitSources);
        this.dys = Arrays.asList(headGradients);
        follow(plan);
    }

    private void follow(Plan plan) {
        this.plan = plan;
        ins.clear();
        inMasks.clear();
        outGradients.clear();
        for (Step step : plan.steps()) {
            ins.add(new Chosen(values.all(), step.ins()));
            inMasks.add(new Chosen(values.all(), step.inMasks()));
            outGradients.add(new Chosen(gradients.all(), step.outs()));
        }
    }

    /** The tensors that stand at these places of an array now, null for the place −1. */
    private static final class Chosen extends AbstractList<@Nullable Tensor> {
        private final @Nullable Tensor[] all;
        private final int[] places;

        Chosen(@Nullable Tensor[] all, int[] places) {
            this.all = all;
            this.places = places;
        }

        @Override
        public @Nullable Tensor get(int i) {
            return places[i] < 0 ? null : all[places[i]];
        }

        @Override
        public int size() {
            return places.length;
        }
    }

    Pass pass() {
        return pass;
    }

    void begin(Plan plan, boolean training, RandomStream noise, int firstRow, int batchRows) {
        if (plan != this.plan) {
            follow(plan);
        }
        pass.begin(training, noise, firstRow, batchRows);
        System.arraycopy(plan.logitSources(training), 0, logitSources, 0, logitSources.length);
        values.clear();
        Arrays.fill(logits, null);
        gradients.clear();
        Arrays.fill(logitGradients, null);
        Arrays.fill(behindLogits, null);
        Arrays.fill(runs, null);
    }

    void value(int v, Tensor tensor) {
        values.set(v, tensor);
    }

    Tensor value(int v) {
        Tensor tensor = values.get(v);
        if (tensor == null) {
            throw new IllegalStateException("value " + v + " has not been computed");
        }
        return tensor;
    }

    @Nullable
    Tensor logits(int v) {
        return logits[v];
    }

    /** Takes dy of a value, as a tensor of this part or rows of one that the part may overwrite. */
    void gradient(int v, Tensor dy) {
        accumulate(v, dy);
    }

    /** Takes the gradient of {@link #logits} of a value, which the part may overwrite. */
    void logitGradient(int v, Tensor dz) {
        Tensor before = logitGradients[v];
        logitGradients[v] = before == null ? dz : sum(before, dz);
    }

    @Nullable
    Tensor gradient(int v) {
        return gradients.get(v);
    }

    /**
     * Runs the steps of a segment.
     *
     * @param onLogits the values whose activation's argument the loss wants
     * @param learns the values that have a way back: the others are made as in predictions, in front of what learns too
     * @param lookedAt the values that a way back may look at
     */
    void forward(Segment segment, boolean[] onLogits, boolean[] learns, boolean[] lookedAt) {
        ActivationFunction waiting = null;
        for (int s = segment.from(); s < segment.to(); s = ends[s] + 1) {
            Step step = plan.steps().get(s);
            marks[s] = pass.arena().mark();
            boolean goesBack = learns[step.outs()[0]];
            double losses = pass.losses();
            pass.requiresBackward(goesBack);
            pass.enter(step.number(), onLogits[step.outs()[0]]);
            pass.call(step.training());
            plan.rewrites().enter(s, segment.to(), pass);
            List<Tensor> xs = ins.get(s);
            if (step.isMasked() && !step.hidesMasks()) {
                pass.masks(inMasks.get(s));
            }
            long given = CHECKS_INPUTS ? ReturnedValueChecks.fingerprint(xs) : 0;
            Outputs out;
            try {
                out = plan.rewrites().joined(s, segment.to(), xs, pass);
                ends[s] = out == null ? s : s + 1;
                if (out == null) {
                    out = step.layer().run(xs, pass);
                    requireDeclared(step, s, out, xs);
                }
            } catch (MemoryException | OutOfMemoryError e) {
                throw ReturnedValueChecks.noRoom(step, xs.get(0).shape().dim(0), e);
            }
            assert ReturnedValueChecks.unchanged(step, "forward", given, xs);
            if (step.mask() >= 0) {
                pass.masks(inMasks.get(s));
                values.set(step.mask(), step.layer().mask(xs, pass));
            }
            if (waiting != null) {
                out = Rewrites.behind((Output) out, waiting, pass);
            }
            waiting = pass.deferred();
            int[] outs = plan.steps().get(ends[s]).outs();
            for (int i = 0; i < outs.length; i++) {
                values.set(outs[i], out.y(i));
            }
            logits[step.outs()[0]] = pass.logits();
            behindLogits[step.outs()[0]] = pass.behindLogits();
            if (goesBack) {
                runs[s] = out;
                addsLoss[s] = pass.losses() != losses;
            } else if (pass.logits() == null) {
                releaseAfter(s, segment, lookedAt);
            }
            marks[ends[s] + 1] = pass.arena().mark();
        }
    }

    /** Refuses outputs of other shapes than declared; the engine itself may have asked for a part alone. */
    private void requireDeclared(Step step, int s, Outputs out, List<Tensor> xs) {
        if (out == null) {
            throw ReturnedValueChecks.noOutput(step.layer());
        }
        int rows = xs.get(0).shape().dim(0);
        for (int i = 0; plan.rewrites().part(s) == null && i < step.outs().length; i++) {
            ReturnedValueChecks.output(step.layer(), out.y(i), plan.shape(step.outs()[i]), rows);
        }
    }

    private void releaseAfter(int s, Segment segment, boolean[] lookedAt) {
        pass.arena().release(marks[s], pass.arena().mark(), values.holds);
        for (int v : plan.deadAfter(s)) {
            if (plan.producer(v) >= segment.from() && !lookedAt[v]) {
                drop(values, v);
            }
        }
    }

    /** Forgets a tensor and gives its array back, unless another one has the same. */
    private void drop(ReleasedTensors held, int v) {
        Tensor done = held.get(v);
        held.set(v, null);
        if (done != null && !held.holds.test(done)) {
            pass.arena().release(done);
        }
    }

    /** Runs the segment's steps back from the gradients given, as far as something in front learns. */
    void backward(Segment segment, GradientAccumulators.PartialSum lane, boolean[] learns) {
        for (int s = segment.to() - 1; s >= segment.from(); s--) {
            Step step = plan.steps().get(s);
            Outputs made = runs[s];
            int[] outs = plan.steps().get(ends[s]).outs();
            int mark = pass.arena().mark();
            takeLogitGradient(outs[0], lane);
            if (made == null || !(anyGradient(outs) || addsLoss[s]) || !stepLearns(step, learns)) {
                continue;
            }
            boolean[] reached = given(outs);
            lane.begin(anyLearns(step.ins(), learns), reached);
            for (int v : outs) {
                if (gradients.get(v) == null) { // nobody reads it, but another output or a penalty on it leads back
                    gradients.set(v, pass.zeros(value(v).shape()));
                }
            }
            long given = CHECKS_INPUTS ? ReturnedValueChecks.fingerprint(ins.get(s)) : 0;
            try {
                if (made instanceof Output one) { // as mostly: without a list
                    take(step, 0, one.backward().apply(gradientOf(outs[0]), lane), learns, reached == null);
                } else {
                    take(step, made.backward(outGradients.get(ends[s]), lane), learns, reached == null);
                }
            } catch (MemoryException | OutOfMemoryError e) {
                throw ReturnedValueChecks.noRoom(step, value(outs[0]).shape().dim(0), e);
            }
            assert ReturnedValueChecks.unchanged(step, "backward", given, ins.get(s));
            for (int v : outs) {
                drop(gradients, v);
            }
            pass.arena().release(mark, pass.arena().mark(), gradients.holds);
            pass.arena().release(marks[s], marks[ends[s] + 1], gradients.holds);
            runs[s] = null;
        }
    }

    /** The loss on this part's rows of the outputs, and what it gives as their gradients. */
    void applyHead(LossHead head, int part, int from, int to, boolean[] learns) {
        int[] outputs = plan.outputs();
        for (int o = 0; o < outputs.length; o++) {
            headGradients[o] = pass.tensor(value(outputs[o]).shape());
        }
        head.apply(part, from, to, ys, zs, dys);
        for (int o = 0; o < outputs.length; o++) {
            int v = outputs[o];
            Tensor given = Objects.requireNonNull(headGradients[o]);
            int source = logitSources[o];
            if (!head.hasLoss(o)) {
                continue;
            }
            if (logits[source] == null || !head.onLogits(o)) {
                take(v, given, learns);
            } else if (learns[source]) {
                logitGradient(source, given);
            }
        }
    }

    /** Where a step kept z, its way back takes dz: that of a loss on z, and that of φ(z) where others read this. */
    private void takeLogitGradient(int v, GradientAccumulators.PartialSum lane) {
        Tensor dz = logitGradients[v];
        Tensor dy = gradients.get(v);
        Backward behind = behindLogits[v];
        if (behind != null) {
            Tensor through = dy == null ? null : Objects.requireNonNull(behind.apply(dy, lane));
            gradients.set(v, dz == null || through == null ? (dz == null ? through : dz) : sum(dz, through));
        }
    }

    /** Which of several outputs a gradient has come to; null where it is all. */
    private boolean @Nullable [] given(int[] outs) {
        boolean[] given = null;
        for (int i = 0; i < outs.length; i++) {
            if (gradients.get(outs[i]) == null) {
                given = given == null ? new boolean[outs.length] : given;
            }
        }
        for (int i = 0; given != null && i < outs.length; i++) {
            given[i] = gradients.get(outs[i]) != null;
        }
        return given;
    }

    private boolean anyGradient(int[] outs) {
        for (int v : outs) {
            if (gradients.get(v) != null) {
                return true;
            }
        }
        return false;
    }

    private Tensor gradientOf(int v) {
        return Objects.requireNonNull(gradients.get(v), "made above where there was none");
    }

    private boolean stepLearns(Step step, boolean[] learns) {
        return learns[step.outs()[0]];
    }

    private static boolean anyLearns(int[] values, boolean[] learns) {
        for (int v : values) {
            if (learns[v]) {
                return true;
            }
        }
        return false;
    }

    private void take(Step step, List<@Nullable Tensor> dxs, boolean[] learns, boolean all) {
        for (int i = 0; i < step.ins().length; i++) {
            Tensor dx = dxs.get(i);
            boolean alsoEarlier = false; // two inputs may get one tensor (Add); each owner may overwrite its own
            for (int j = 0; j < i && dx != null; j++) {
                Tensor other = dxs.get(j);
                alsoEarlier |= other != null && other.data() == dx.data();
            }
            take(step, i, dx != null && alsoEarlier ? copy(dx) : dx, learns, all);
        }
    }

    private void take(Step step, int input, @Nullable Tensor dx, boolean[] learns, boolean all) {
        int v = step.ins()[input];
        if (learns[v]) {
            ReturnedValueChecks.gradient(step.layer(), input, dx, values.get(v), all);
            take(v, dx, learns);
        }
    }

    private void take(int v, @Nullable Tensor dx, boolean[] learns) {
        if (dx != null && learns[v]) {
            accumulate(v, dx);
        }
    }

    private void accumulate(int v, Tensor dx) {
        Tensor before = gradients.get(v);
        gradients.set(v, before == null ? dx : sum(before, dx));
    }

    private Tensor sum(Tensor a, Tensor b) {
        Tensor sum = copy(a);
        Ops.add(sum, b);
        return sum;
    }

    private Tensor copy(Tensor x) {
        Tensor copy = pass.tensor(x.shape());
        copy.copyFrom(x);
        return copy;
    }
}
