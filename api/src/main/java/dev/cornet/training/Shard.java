package dev.cornet.training;

import dev.cornet.data.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive rows of a batch, which one worker computes.
 *
 * @param batch these rows
 * @param firstRow the index of the first of them in the batch
 * @param batchRows the number of rows of the batch
 */
public record Shard(Batch batch, int firstRow, int batchRows) {
    /** Cuts a batch of n rows into S shards: where its source has cut it, else shard k begins at row ⌊k·n/S⌋. A shard may be empty. */
    public static List<Shard> cut(Batch batch, int shards) {
        List<Integer> given = batch.shardRows();
        int n = batch.size();
        List<Shard> all = new ArrayList<>();
        int from = 0;
        for (int k = 0; k < shards; k++) {
            int to = given.size() == shards ? from + given.get(k) : (int) ((k + 1L) * n / shards);
            all.add(new Shard(batch.rows(from, to), from, n));
            from = to;
        }
        return all;
    }

    boolean isEmpty() {
        return batch.size() == 0;
    }
}
