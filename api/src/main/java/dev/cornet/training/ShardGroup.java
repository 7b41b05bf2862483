package dev.cornet.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * The workers that train one model together. Each worker computes an equal number of consecutive shards of every batch, and all of them
 * merge the results in the same order, so that their models stay equal, bit for bit.
 */
public interface ShardGroup {
    /** A group of one worker, which computes all shards. */
    ShardGroup ALONE = new ShardGroup() {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public List<byte[]> exchange(byte[] own) {
            return List.of(own);
        }
    };

    /** Returns the number of this worker, from 0. */
    int rank();

    /** Returns the number of workers: a power of two. */
    int size();

    /**
     * Gives the other workers the bytes of this one, and returns those of all workers, in the order of their ranks. All workers call this
     * the same number of times.
     */
    List<byte[]> exchange(byte[] own);

    /** Merges neighbouring results in pairs, 0+1, 2+3, …, and then the merged ones, until one is left. */
    static <T> T merge(List<T> results, BinaryOperator<T> merge) {
        List<T> all = new ArrayList<>(results);
        for (int stride = 1; stride < all.size(); stride *= 2) {
            for (int i = 0; i + stride < all.size(); i += 2 * stride) {
                all.set(i, merge.apply(all.get(i), all.get(i + stride)));
            }
        }
        return all.get(0);
    }
}
