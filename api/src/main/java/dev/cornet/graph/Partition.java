package dev.cornet.graph;

import dev.cornet.graph.fusion.LogitSplit;
import dev.cornet.graph.fusion.StepFusion;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A plan divided into segments, for batches of one size. The division is the same for any number of threads, and so is the order of
 * additions.
 */
final class Partition {
    /**
     * The input and output of a step on one slice must fit into this part of a core's second-level cache; the rest is for weights and
     * workspace.
     */
    private static final long SLICE_BYTES = 1 << 20;

    private static final int MAX_SLICE_ROWS = 16;
    private static final int TARGET_SLICES = 8;

    /**
     * A step that reads a weight or a SHARED value larger than this (256 KB) runs on the whole batch, so that the weight is read, and its
     * gradient computed, only once.
     */
    private static final int LARGE_WEIGHT = 1 << 16;

    /** A segment whose steps compute fewer values per sample than this is not sliced: the cost of the tasks would exceed the gain. */
    private static final int MIN_VALUES_PER_SAMPLE = 1 << 11;

    private final Plan uncut;
    private final Plan plan;
    private final int rows;
    private final boolean training;
    private final RequestedLogits logits;
    private final boolean[] trainable;
    private final boolean[] wholeBatch;
    private final List<Segment> segments = new ArrayList<>();
    private final Set<Variable> slicedVariables = new HashSet<>();
    private final RequiredGradients withBackward;
    private final RequiredGradients withoutBackward;

    /** Consecutive steps of the uncut plan that become a segment; {@code rowsPerSlice} as in {@link Segment}. */
    private record Range(int from, int to, int rowsPerSlice) {}

    /**
     * Cuts a plan into segments for batches of {@code rows} rows, splits off the activations whose logits are read, and in training fuses
     * the steps of each segment.
     *
     * @param uncut the plan; for inference, with fused steps
     * @param logits the logits that losses and metrics read
     */
    Partition(Plan uncut, int rows, boolean training, LogitSplit logitSplit, RequestedLogits logits) {
        this.uncut = uncut;
        this.rows = rows;
        this.training = training;
        this.logits = logits;
        this.trainable = training ? trainable(uncut) : new boolean[0];
        this.wholeBatch = new boolean[uncut.steps().size()];
        for (int s = 0; s < wholeBatch.length; s++) {
            wholeBatch[s] = runsOnWholeBatch(uncut.steps().get(s));
        }
        List<Range> ranges = cut();
        for (Range range : ranges) {
            for (int s = range.from(); range.rowsPerSlice() > 0 && s < range.to(); s++) {
                slicedVariables.addAll(uncut.steps().get(s).variables());
            }
        }
        // Cut before splitting and fusing, so that these change neither the slices nor the order of additions.
        List<List<Step>> parts = new ArrayList<>();
        for (Range range : ranges) {
            parts.add(logitSplit.split(uncut.steps().subList(range.from(), range.to()), logits.sources()));
        }
        if (training) {
            Plan split = uncut.withSteps(concatenated(parts), logits.values());
            parts.replaceAll(part -> StepFusion.fuse(split, part, true, Set.of()));
        }
        this.plan = uncut.withSteps(concatenated(parts), logits.values());
        int from = 0;
        for (int r = 0; r < parts.size(); r++) {
            int to = from + parts.get(r).size();
            segments.add(Segment.of(plan, from, to, ranges.get(r).rowsPerSlice()));
            from = to;
        }
        this.withoutBackward = RequiredGradients.none(plan);
        this.withBackward = training ? RequiredGradients.of(plan) : withoutBackward;
    }

    private static List<Step> concatenated(List<List<Step>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    private List<Range> cut() {
        List<Range> ranges = new ArrayList<>();
        int from = 0;
        while (from < wholeBatch.length) {
            int to = endOfEqual(wholeBatch, from);
            int rowsPerSlice = wholeBatch[from] ? 0 : sliceRows(uncut, from, to, rows);
            int before = ranges.size() - 1;
            if (rowsPerSlice == 0 && before >= 0 && ranges.get(before).rowsPerSlice() == 0) {
                from = ranges.remove(before).from();
            }
            ranges.add(new Range(from, to, rowsPerSlice));
            from = to;
        }
        return ranges;
    }

    /** Returns whether a new partition for these arguments would be the same. */
    boolean matches(Plan otherPlan, int otherRows, boolean inTraining, RequestedLogits otherLogits) {
        return uncut == otherPlan
                && rows == otherRows
                && training == inTraining
                && logits.equals(otherLogits)
                && hasSameTrainable()
                && hasSameWholeBatchSteps();
    }

    private boolean hasSameTrainable() {
        int v = 0;
        for (Step step : training ? uncut.steps() : List.<Step>of()) {
            for (Variable variable : step.variables()) {
                if (variable.trainable() != trainable[v++]) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean hasSameWholeBatchSteps() {
        for (int s = 0; s < wholeBatch.length; s++) {
            if (runsOnWholeBatch(uncut.steps().get(s)) != wholeBatch[s]) {
                return false;
            }
        }
        return true;
    }

    /** Returns which values require a gradient in a run with or without backward; those of training remain while the partition matches. */
    RequiredGradients requiredGradients(boolean hasBackward) {
        return hasBackward ? withBackward : withoutBackward;
    }

    /** Returns whether the steps run in training mode. */
    boolean isForTraining() {
        return training;
    }

    /** Returns the plan that was cut. */
    Plan uncut() {
        return uncut;
    }

    /** Returns the plan whose steps the segments contain. */
    Plan plan() {
        return plan;
    }

    List<Segment> segments() {
        return segments;
    }

    /** Returns the weights that sliced segments use. */
    Set<Variable> slicedVariables() {
        return slicedVariables;
    }

    /** Returns which variables of the steps, counted in order, training changes now. */
    private static boolean[] trainable(Plan plan) {
        List<Variable> all =
                plan.steps().stream().flatMap(step -> step.variables().stream()).toList();
        boolean[] flags = new boolean[all.size()];
        for (int v = 0; v < flags.length; v++) {
            flags[v] = all.get(v).trainable();
        }
        return flags;
    }

    /** Returns whether a step must run on the whole batch now; it may change when a layer is frozen. */
    private boolean runsOnWholeBatch(Step step) {
        if (rows < 2) {
            return true;
        }
        boolean trains = step.isTraining(training) || step.containsTrainingCall();
        return step.hasRecurrentState()
                || LayerAccess.rowUse(step.operation(), trains).needsWholeBatch()
                || !hasOnlyRows(uncut, step)
                || hasLargeWeight(step);
    }

    /** Returns whether all values of a step have rows, except SHARED inputs that are small enough to be read by each slice. */
    private static boolean hasOnlyRows(Plan plan, Step step) {
        for (int v : step.outs()) {
            if (!plan.isRows(v)) {
                return false;
            }
        }
        for (int v : step.reads()) {
            if (plan.isWhole(v) || (plan.isShared(v) && plan.shape(v).size() > LARGE_WEIGHT)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasLargeWeight(Step step) {
        for (Variable variable : step.variables()) {
            if (variable.shape().size() > LARGE_WEIGHT) {
                return true;
            }
        }
        return false;
    }

    private static int endOfEqual(boolean[] whole, int from) {
        int to = from + 1;
        while (to < whole.length && whole[to] == whole[from]) {
            to++;
        }
        return to;
    }

    /**
     * Returns the rows per slice: as many as fit in the cache, or fewer so that there are {@link #TARGET_SLICES} slices; 0 for no slices.
     */
    private static int sliceRows(Plan plan, int from, int to, int rows) {
        long widest = 0;
        long values = 0;
        for (int s = from; s < to; s++) {
            long step = 0;
            for (int v : plan.steps().get(s).ins()) {
                step += plan.valuesPerSample(v);
            }
            for (int v : plan.steps().get(s).outs()) {
                step += plan.valuesPerSample(v);
                values += plan.valuesPerSample(v);
            }
            widest = Math.max(widest, step);
        }
        if (to - from < 2 || values < MIN_VALUES_PER_SAMPLE) {
            return 0;
        }
        long fitting = SLICE_BYTES / (4 * Math.max(1, widest));
        int forTargetSlices = Math.max(1, Integer.highestOneBit((rows + TARGET_SLICES - 1) / TARGET_SLICES));
        return (int) Math.min(Integer.highestOneBit((int) Math.min(fitting, MAX_SLICE_ROWS)), forTargetSlices);
    }
}
