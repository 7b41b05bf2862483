package dev.cornet.graph;

import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A sequence of consecutive steps that run together. A sliced segment cuts the batch into slices; each slice runs through all the steps on
 * one thread, so that its values stay in the cache of that core. A whole-batch segment runs each step on the whole batch, and the layers
 * distribute their work over the threads.
 *
 * @param from the first step
 * @param to the step after the last one
 * @param rowsPerSlice the rows of each slice; 0 for a whole-batch segment
 * @param imports the values that these steps read and earlier segments compute, and inputs of the model that these steps read
 * @param exports the values that these steps compute and later segments read, and results of the run that these steps compute
 */
record Segment(int from, int to, int rowsPerSlice, int[] imports, int[] exports) {
    boolean isWholeBatch() {
        return rowsPerSlice == 0;
    }

    /** Returns the number of slices of a batch; 1 for a whole-batch segment. */
    int slices(int rows) {
        return isWholeBatch() ? 1 : (rows + rowsPerSlice - 1) / rowsPerSlice;
    }

    /** Returns the first row of slice {@code i}. */
    int firstRow(int i) {
        return i * rowsPerSlice;
    }

    /** Returns the row after the last one of slice {@code i} of a batch of {@code rows}. */
    int endRow(int i, int rows) {
        return isWholeBatch() ? rows : Math.min(rows, (i + 1) * rowsPerSlice);
    }

    /** Returns whether value {@code v} is among the imports. */
    boolean isImport(int v) {
        for (int i : imports) {
            if (i == v) {
                return true;
            }
        }
        return false;
    }

    /** Creates the segment of the given steps, and finds its imports and exports. */
    static Segment of(Plan plan, int from, int to, int rowsPerSlice) {
        SortedSet<Integer> imports = new TreeSet<>();
        SortedSet<Integer> exports = new TreeSet<>();
        for (Step step : plan.steps().subList(from, to)) {
            for (int v : step.reads()) {
                if (plan.producer(v) < from) {
                    imports.add(v);
                }
            }
            for (int v : step.produces()) {
                if (plan.lastUse(v) >= to) {
                    exports.add(v);
                }
            }
        }
        return new Segment(from, to, rowsPerSlice, ints(imports), ints(exports));
    }

    private static int[] ints(SortedSet<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
