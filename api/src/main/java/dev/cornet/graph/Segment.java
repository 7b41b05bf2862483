package dev.cornet.graph;

import dev.cornet.graph.Plan.Step;
import dev.cornet.layer.Layer;
import dev.cornet.layer.Variable;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of steps that go through the network together: over slices of the batch, each in one thread with all its values in that core's
 * cache, or over the whole batch, where each step cuts its own work over the pool.
 *
 * @param from the first step
 * @param to the step after the last one
 * @param slice rows per slice; 0 for the whole batch
 * @param imports values that come from before
 * @param exports values that later segments or the user read
 */
record Segment(int from, int to, int slice, int[] imports, int[] exports) {
    /** Slices pay while two neighbouring values of a slice stay in a core's second-level cache, beside weights and scratch. */
    private static final long SLICE_BYTES = 1 << 20;

    private static final int LONGEST_SLICE = 16;
    private static final int SLICES_WANTED = 8;

    /** A weight above this (256 KB) is better read once for the whole batch than once per slice, and its gradient formed once. */
    private static final int LARGE_WEIGHT = 1 << 16;

    /** Slices must carry at least so many values per sample, or handing them out costs more than they bring. */
    private static final int LEAST_VALUES = 1 << 11;

    boolean whole() {
        return slice == 0;
    }

    /** Cuts the plan for a batch of {@code rows}; a rule of sizes alone, so it is the same for any number of threads. */
    static List<Segment> cut(Plan plan, int rows, boolean training) {
        List<Step> steps = plan.steps();
        boolean[] whole = new boolean[steps.size()];
        for (int s = 0; s < whole.length; s++) {
            whole[s] = rows < 2 || mustBeWhole(steps.get(s).layer(), training);
        }
        List<Segment> segments = new ArrayList<>();
        int from = 0;
        while (from < steps.size()) {
            int to = endOfRun(whole, from);
            int slice = whole[from] ? 0 : sliceRows(plan, from, to, rows);
            int before = segments.size() - 1;
            if (slice == 0 && before >= 0 && segments.get(before).whole()) {
                from = segments.remove(before).from();
            }
            segments.add(segment(plan, from, to, slice));
            from = to;
        }
        return segments;
    }

    private static boolean mustBeWhole(Layer layer, boolean training) {
        if (training && layer.wantsWholeBatch()) {
            return true;
        }
        for (Variable variable : layer.variables()) {
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

    private static Segment segment(Plan plan, int from, int to, int slice) {
        List<Integer> imports = new ArrayList<>();
        List<Integer> exports = new ArrayList<>();
        for (int v = 0; v < plan.values(); v++) {
            boolean madeHere = plan.producer(v) >= from && plan.producer(v) < to;
            if (madeHere && plan.lastUse(v) >= to) {
                exports.add(v);
            }
            if (plan.producer(v) < from && readWithin(plan, v, from, to)) {
                imports.add(v);
            }
        }
        return new Segment(from, to, slice, ints(imports), ints(exports));
    }

    private static boolean readWithin(Plan plan, int v, int from, int to) {
        for (int s = from; s < to; s++) {
            if (plan.steps().get(s).reads().anyMatch(in -> in == v)) {
                return true;
            }
        }
        return false;
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
