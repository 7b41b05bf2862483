package dev.cornet.graph;

import java.util.ArrayList;
import java.util.Arrays;
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
    boolean whole() {
        return slice == 0;
    }

    /** The segment of these steps with what comes in and goes out. */
    static Segment of(Plan plan, int from, int to, int slice) {
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
            if (Arrays.stream(plan.steps().get(s).reads()).anyMatch(in -> in == v)) {
                return true;
            }
        }
        return false;
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
