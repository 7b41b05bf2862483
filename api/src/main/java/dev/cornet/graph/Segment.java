package dev.cornet.graph;

import java.util.SortedSet;
import java.util.TreeSet;

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

    /** Whether step {@code s} is one of these. */
    boolean makes(int s) {
        return s >= from && s < to;
    }

    /** The segment of these steps with what comes in and goes out. */
    static Segment of(Plan plan, int from, int to, int slice) {
        SortedSet<Integer> imports = new TreeSet<>();
        SortedSet<Integer> exports = new TreeSet<>();
        for (Plan.Step step : plan.steps().subList(from, to)) {
            for (int v : step.reads()) {
                if (plan.producer(v) < from) {
                    imports.add(v);
                }
            }
            for (int v : step.makes()) {
                if (plan.lastUse(v) >= to) {
                    exports.add(v);
                }
            }
        }
        return new Segment(from, to, slice, ints(imports), ints(exports));
    }

    private static int[] ints(SortedSet<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
