package dev.cornet.nn;

import dev.cornet.backend.PackedWeights;
import dev.cornet.constraints.Constraint;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A weight of a layer, or a state: a non-trainable weight such as a moving mean.
 *
 * <p>Its value changes only between steps: by the optimizer, by {@link Pass#assignAfterStep}, or by loading. Each change gives it a new
 * {@link #version}, so that results computed from the value can be cached until the next change, by {@link #packed} or in a {@link
 * Cached}: see {@code docs/decisions/2026-11-21-caches-by-weight-version.md}.
 */
public final class Variable implements Assignable {
    private static final long HASH_MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final WeightOwner owner;
    private final LayerLock lock;
    private final String name;
    private final Tensor mutableValue;
    private final boolean state;
    private final @Nullable Regularizer regularizer;
    private final @Nullable Constraint constraint;
    private final AtomicLong version = new AtomicLong();
    private transient volatile boolean exposed;
    private transient long exposedHash;
    private transient volatile @Nullable PackedVersion packedCache;

    /** The packed weights that belong to one version of the value. */
    private record PackedVersion(long version, PackedWeights weights) {}

    Variable(
            WeightOwner owner,
            LayerLock lock,
            String name,
            Tensor value,
            boolean state,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {
        this.owner = owner;
        this.lock = lock;
        this.name = name;
        this.mutableValue = value;
        this.state = state;
        this.regularizer = regularizer;
        this.constraint = constraint;
    }

    /** Returns the name of this variable within its layer, such as "kernel". */
    public String name() {
        return name;
    }

    /** Returns the layer that created this variable. */
    public WeightOwner owner() {
        return owner;
    }

    /** Returns the lock of the weights of the owner. */
    LayerLock lock() {
        return lock;
    }

    public Shape shape() {
        return mutableValue.shape();
    }

    /**
     * Returns the value itself, not a copy. The caller may write into it, at any later time at which no thread computes with it, without
     * calling {@link #changed}: from now on {@link #version} compares a hash of the values, which costs some 0.3 ns per value. To read
     * only, use {@link #value}. To write while other threads may be computing, use {@link #assign}, which waits for their batches.
     */
    public Tensor mutableValue() {
        exposed = true;
        return mutableValue;
    }

    /** Returns the value itself, for a caller that only reads it, or that calls {@link #changed} after writing. */
    public Tensor value() {
        return mutableValue;
    }

    /** Sets the value to a copy of a tensor of the same size; waits for the batches that other threads compute with it. */
    @Override
    public void assign(Tensor other) {
        if (!lock.acquireToWrite()) { // the message only if needed: a step that changes a state allocates nothing
            throw LayerLock.refusal(path());
        }
        try {
            mutableValue.copyFrom(other);
            changed();
        } finally {
            lock.unlockAfterWriting();
        }
    }

    /** Must be called after writing into {@link #value}: starts a new {@link #version}. */
    public void changed() {
        version.incrementAndGet();
        packedCache = null;
    }

    /**
     * Returns the version number of the value. It increases with each change; if {@link #mutableValue} has been called, changed values
     * are detected by a hash.
     */
    public long version() {
        if (exposed) {
            updateVersionIfChanged();
        }
        return version.get();
    }

    /** Starts a new version if the hash of the values differs from that of the last call. */
    private synchronized void updateVersionIfChanged() {
        long hash = contentHash();
        if (hash != exposedHash) {
            exposedHash = hash;
            changed();
        }
    }

    /** Returns a hash of the values; a change goes unnoticed with probability 2⁻⁶⁰. Four independent sums keep the pipeline full. */
    private long contentHash() {
        float[] v = mutableValue.data();
        int end = mutableValue.offset() + mutableValue.size();
        long a = mutableValue.size();
        long b = 1;
        long c = 2;
        long d = 3;
        int i = mutableValue.offset();
        for (; i + 3 < end; i += 4) {
            a = a * HASH_MULTIPLIER + Float.floatToRawIntBits(v[i]);
            b = b * HASH_MULTIPLIER + Float.floatToRawIntBits(v[i + 1]);
            c = c * HASH_MULTIPLIER + Float.floatToRawIntBits(v[i + 2]);
            d = d * HASH_MULTIPLIER + Float.floatToRawIntBits(v[i + 3]);
        }
        for (; i < end; i++) {
            a = a * HASH_MULTIPLIER + Float.floatToRawIntBits(v[i]);
        }
        return ((a * HASH_MULTIPLIER + b) * HASH_MULTIPLIER + c) * HASH_MULTIPLIER + d;
    }

    /** Returns the cache for packed forms of the current value; a new one after each change. */
    public PackedWeights packed() {
        long current = version();
        PackedVersion cached = packedCache;
        return cached != null && cached.version == current ? cached.weights : newPackedWeights(current);
    }

    private synchronized PackedWeights newPackedWeights(long current) {
        PackedVersion cached = packedCache;
        if (cached == null || cached.version != current) {
            cached = new PackedVersion(current, new PackedWeights());
            packedCache = cached;
        }
        return cached.weights;
    }

    /** Returns whether training changes this variable: it is not a state, and its layer is not frozen. */
    public boolean trainable() {
        return !state && owner.trainable();
    }

    /** Returns whether this variable is a state: a non-trainable weight, never changed by the optimizer. */
    public boolean isState() {
        return state;
    }

    public @Nullable Regularizer regularizer() {
        return regularizer;
    }

    public @Nullable Constraint constraint() {
        return constraint;
    }

    /** Returns the names of layer and weight: {@code dense_1/kernel}. */
    public String path() {
        return owner.name() + "/" + name;
    }

    @Override
    public String toString() {
        return path() + " " + shape();
    }
}
