package dev.cornet.graph;

import dev.cornet.graph.fusion.LogitSplit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The logits that the losses and metrics of a run read.
 *
 * @param sources the values whose activations are split off, each for one or more outputs
 * @param ofOutputs for each output the value that holds its logits; −1 if they are not read or the output has none
 */
record RequestedLogits(List<Integer> sources, List<Integer> ofOutputs) {
    static RequestedLogits none(int outputs) {
        return new RequestedLogits(List.of(), Collections.nCopies(outputs, -1));
    }

    /**
     * Returns the logits of the outputs for which {@code isRead} is true.
     *
     * @param sources the source of each output, as returned by {@link LogitSplit#sources}
     */
    static RequestedLogits of(LogitSplit split, int[] sources, IntPredicate isRead) {
        List<Integer> splitSources = new ArrayList<>();
        List<Integer> ofOutputs = new ArrayList<>();
        for (int o = 0; o < sources.length; o++) {
            int z = isRead.test(o) ? split.logits(sources[o]) : -1;
            ofOutputs.add(z);
            if (z >= 0) {
                splitSources.add(sources[o]);
            }
        }
        return new RequestedLogits(splitSources, ofOutputs);
    }

    /** Returns {@link #ofOutputs} as an array. */
    int[] values() {
        return ofOutputs.stream().mapToInt(Integer::intValue).toArray();
    }
}
