package dev.cornet.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The logits that the loss of a run reads.
 *
 * @param sources the values whose activations are split off, each for one or more outputs
 * @param ofOutputs for each output the value that holds its logits; −1 where they are not read
 */
record RequestedLogits(List<Integer> sources, List<Integer> ofOutputs) {
    static RequestedLogits none(int outputs) {
        return new RequestedLogits(List.of(), Collections.nCopies(outputs, -1));
    }

    static RequestedLogits of(LossHead head, int[] sources, LogitValues logits) {
        List<Integer> split = new ArrayList<>();
        List<Integer> ofOutputs = new ArrayList<>();
        for (int o = 0; o < sources.length; o++) {
            boolean isRead = head.usesLogits(o) || head.keepsLogits(o);
            int z = isRead ? logits.of(sources[o]) : -1;
            ofOutputs.add(z);
            if (z >= 0) {
                split.add(sources[o]);
            }
        }
        return new RequestedLogits(split, ofOutputs);
    }

    /** A function from the number of a value to that of its logits, the argument of its activation; −1 if there are none. */
    @FunctionalInterface
    interface LogitValues {
        int of(int source);
    }

    int[] values() {
        return ofOutputs.stream().mapToInt(Integer::intValue).toArray();
    }
}
