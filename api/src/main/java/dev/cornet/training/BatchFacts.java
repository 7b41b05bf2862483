package dev.cornet.training;

import dev.cornet.losses.RowCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * What each shard of a batch must know of the whole batch before it can compute its part of the loss: for each output, the counts by which
 * the loss is divided. The facts of all shards are merged before any shard is computed.
 *
 * @param counts the row counts of each output; empty for no rows
 */
public record BatchFacts(List<RowCounts> counts) {
    /** The facts of a shard without rows, which is the identity of {@link #merge}. */
    public static final BatchFacts NONE = new BatchFacts(List.of());

    public BatchFacts {
        counts = List.copyOf(counts);
    }

    RowCounts counts(int output) {
        return counts.get(output);
    }

    /** Returns the facts of the rows of both; those of {@code next} follow in the batch. */
    public BatchFacts merge(BatchFacts next) {
        if (counts.isEmpty() || next.counts.isEmpty()) {
            return counts.isEmpty() ? next : this;
        }
        List<RowCounts> merged = new ArrayList<>();
        for (int o = 0; o < counts.size(); o++) {
            merged.add(counts.get(o).merge(next.counts.get(o)));
        }
        return new BatchFacts(merged);
    }
}
