package dev.cornet.graph;

import dev.cornet.graph.Plan.Step;
import dev.cornet.nn.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A plan cut into segments for batches of one size: a rule of sizes alone, so it is the same for any number of threads. */
final class Partition {
    /** Slices pay while two neighbouring values of a slice stay in a core's second-level cache, beside weights and scratch. */
    private static final long SLICE_BYTES = 1 << 20;

    private static final int LONGEST_SLICE = 16;
    private static final int SLICES_WANTED = 8;

    /** A weight above this (256 KB) is better read once for the whole batch than once per slice, and its gradient formed once. */
    private static final int LARGE_WEIGHT = 1 << 16;

    /** Slices must carry at least so many values per sample, or handing them out costs more than they bring. */
    private static final int LEAST_VALUES = 1 << 11;

    private final Plan plan;
    private final int rows;
    private final boolean[] whole;
    private final List<Segment> segments = new ArrayList<>();
    private final Set<Variable> sliced = new HashSet<>();

    /** The cut for batches of {@code rows}, of which a training step sees all at once where a layer's samples depend on each other. */
    Partition(Plan plan, int rows, boolean training) {
        this.plan = plan;
        this.rows = rows;
        this.whole = whole(plan, rows, training);
        int from = 0;
        while (from < whole.length) {
            int to = endOfRun(whole, from);
            int slice = whole[from] ? 0 : sliceRows(plan, from, to, rows);
            int before = segments.size() - 1;
            if (slice == 0 && before >= 0 && segments.get(before).whole()) {
                from = segments.remove(before).from();
            }
            segments.add(Segment.of(plan, from, to, slice));
            from = to;
        }
        for (Segment segment : segments) {
            for (int s = segment.from(); !segment.whole() && s < segment.to(); s++) {
                sliced.addAll(plan.steps().get(s).variables());
            }
        }
    }

    /** True where a new cut would be the same. */
    boolean isFor(Plan way, int wantedRows, boolean training) {
        return plan == way && rows == wantedRows && Arrays.equals(whole, whole(plan, wantedRows, training));
    }

    List<Segment> segments() {
        return segments;
    }

    /** The weights that sliced segments use. */
    Set<Variable> sliced() {
        return sliced;
    }

    /** The steps that must see the whole batch: a layer may change its mind when it is frozen. */
    private static boolean[] whole(Plan plan, int rows, boolean training) {
        boolean[] whole = new boolean[plan.steps().size()];
        for (int s = 0; s < whole.length; s++) {
            Step step = plan.steps().get(s);
            boolean trains = step.trains(training) || plan.trainsInside(s);
            boolean asked = step.carries() || (trains && step.layer().needsWholeBatch());
            whole[s] = rows < 2 || asked || hasLargeWeight(step);
        }
        return whole;
    }

    private static boolean hasLargeWeight(Step step) {
        for (Variable variable : step.variables()) {
            if (variable.shape().size() > LARGE_WEIGHT) {
                return true;
            }
        }
        return false;
    }

    private static int endOfRun(boolean[] whole, int from) {
        int to = from + 1;
        while (to < whole.length && whole[to] == whole[from]) {
            to++;
        }
        return to;
    }

    /** Rows per slice, at most what the cache holds, fewer so that there are enough slices to share out; 0 where slices do not pay. */
    private static int sliceRows(Plan plan, int from, int to, int rows) {
        long widest = 0;
        long values = 0;
        for (int s = from; s < to; s++) {
            long step = 0;
            for (int v : plan.steps().get(s).ins()) {
                step += plan.shape(v).size();
            }
            for (int v : plan.steps().get(s).outs()) {
                step += plan.shape(v).size();
                values += plan.shape(v).size();
            }
            widest = Math.max(widest, step);
        }
        if (to - from < 2 || values < LEAST_VALUES) {
            return 0;
        }
        long fitting = SLICE_BYTES / (4 * Math.max(1, widest));
        int shared = Math.max(1, Integer.highestOneBit((rows + SLICES_WANTED - 1) / SLICES_WANTED));
        return (int) Math.min(Integer.highestOneBit((int) Math.min(fitting, LONGEST_SLICE)), shared);
    }
}
