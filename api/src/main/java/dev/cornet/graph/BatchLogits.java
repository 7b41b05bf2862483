package dev.cornet.graph;

import dev.cornet.graph.plan.Plan;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The logits that the loss head of one batch uses: the arguments of the activations that compute outputs. */
final class BatchLogits {
    private final int[] sources;
    private final boolean[] kept;
    private final @Nullable Tensor[] returned;

    /**
     * Finds the logits that are needed.
     *
     * @param sources for each output the value before all steps that pass it on unchanged
     * @param head the loss; null for none
     */
    BatchLogits(Plan plan, int[] sources, @Nullable LossHead head, boolean training, BatchValues values, int rows) {
        this.sources = sources;
        this.kept = new boolean[plan.values()];
        this.returned = new Tensor[sources.length];
        for (int o = 0; o < sources.length; o++) {
            if (head == null || !LogitSources.hasActivation(plan, sources[o])) {
                continue;
            }
            boolean isReturned = head.keepsLogits(o) || (!training && head.usesLogits(o));
            if (isReturned) {
                returned[o] = values.logitsBuffer(o, rows);
            }
            kept[sources[o]] |= isReturned || head.usesLogits(o);
        }
    }

    /** Returns for each value whether its logits are kept during forward. */
    boolean[] kept() {
        return kept;
    }

    /** Returns the value from which the logits of output {@code o} are taken. */
    int source(int o) {
        return sources[o];
    }

    /** Copies the logits of rows {@code from … to−1} into the tensors that the result contains. */
    void copyFrom(SliceRun run, int from, int to) {
        for (int o = 0; o < returned.length; o++) {
            Tensor all = returned[o];
            Tensor z = run.logits(sources[o]);
            if (all != null && z != null) {
                all.rows(from, to).copyFrom(z);
            }
        }
    }

    /** Returns for each output the logits of all rows, if the loss head has requested them for the result, else null. */
    List<@Nullable Tensor> returned() {
        return Arrays.asList(returned);
    }
}
