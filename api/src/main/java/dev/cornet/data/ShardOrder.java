package dev.cornet.data;

import dev.cornet.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The order in which an epoch takes the rows of arrays that are divided into data shards. Row r belongs to data shard r mod S; each batch
 * takes batchSize/S rows of each shard, one shard after another, and the last batch what is left. So a worker that holds some of the data
 * shards knows the rows of its part of every batch.
 *
 * @param rows the number of rows of all shards
 * @param shards S, the number of shards
 * @param batchSize a multiple of S
 */
record ShardOrder(int rows, int shards, int batchSize) {
    /** Returns the row numbers in the order of the batches. Each shard is permuted by a function of (random, shard), or not if it is null. */
    int[] of(@Nullable RandomStream random) {
        int[][] permutations = new int[shards][];
        for (int k = 0; k < shards; k++) {
            permutations[k] = random == null
                    ? IntStream.range(0, size(k)).toArray()
                    : random.foldIn(k).permutation(size(k));
        }
        int[] order = new int[rows];
        int at = 0;
        for (int from = 0; from < rows; from += batchSize) {
            int taken = from / shards;
            List<Integer> ofBatch = rowsOfBatch(from);
            for (int k = 0; k < shards; k++) {
                for (int i = taken; i < taken + ofBatch.get(k); i++) {
                    order[at++] = k + shards * permutations[k][i];
                }
            }
        }
        return order;
    }

    /** Returns the number of rows of shard {@code k}. */
    private int size(int k) {
        return (rows - k + shards - 1) / shards;
    }

    /** Returns how many rows of each shard the batch whose first row is row {@code from} of the order has. */
    List<Integer> rowsOfBatch(int from) {
        int taken = from / shards; // of each shard, since all earlier batches are complete
        List<Integer> sizes = new ArrayList<>();
        for (int k = 0; k < shards; k++) {
            sizes.add(Math.max(0, Math.min(batchSize / shards, size(k) - taken)));
        }
        return sizes;
    }
}
