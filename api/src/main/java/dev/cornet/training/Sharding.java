package dev.cornet.training;

import dev.cornet.exceptions.OptionException;

/**
 * How the batches of a training are computed.
 *
 * @param shards the number of shards of each batch, a power of two; 1 if batches are not cut
 * @param group the workers that share the shards
 */
public record Sharding(int shards, ShardGroup group) {
    /** Batches are not cut. */
    public static final Sharding NONE = new Sharding(1, ShardGroup.ALONE);

    public Sharding {
        if (shards < 1 || Integer.bitCount(shards) != 1) {
            throw new OptionException("fit: shards must be a power of two, 1, 2, 4, …, got " + shards);
        }
        int size = group.size();
        if (size < 1 || Integer.bitCount(size) != 1 || size > shards) {
            throw new OptionException(
                    "fit: " + shards + " shards are computed by 1, 2, 4 … or " + shards + " workers, got " + size);
        }
    }

    /** Returns whether batches are cut. */
    public boolean isOn() {
        return shards > 1;
    }
}
