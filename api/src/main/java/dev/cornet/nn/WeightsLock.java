package dev.cornet.nn;

import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * A read-write lock on the weights of a model or layer: any number of threads may predict at once, or one may change weights by a
 * training step or by loading. So no batch is computed with weights from the middle of a step, even if several models share a layer.
 *
 * <p>Each layer has its own lock. Several locks are always acquired in the order of their numbers, which rules out deadlock. Locks are
 * fair: neither training nor a stream of predictions can starve the other.
 */
public final class WeightsLock {
    private final String who;
    private final LayerLock[] locks;

    /**
     * Creates a lock of the given weights.
     *
     * @param who the model or layer, for messages
     */
    public WeightsLock(String who, List<Variable> weights) {
        TreeSet<LayerLock> sorted = new TreeSet<>(Comparator.comparingLong((LayerLock lock) -> lock.number()));
        weights.forEach(weight -> sorted.add(weight.lock()));
        this.who = who;
        this.locks = sorted.toArray(new LayerLock[0]);
    }

    public void lockToRead() {
        int locked = 0;
        try {
            while (locked < locks.length) {
                locks[locked].readLock().lock();
                locked++;
            }
        } finally {
            if (locked < locks.length) { // no memory for the count of this thread
                unlockAfterReading(locked);
            }
        }
    }

    public void unlockAfterReading() {
        unlockAfterReading(locks.length);
    }

    private void unlockAfterReading(int locked) {
        for (int i = locked - 1; i >= 0; i--) {
            locks[i].readLock().unlock();
        }
    }

    /** Acquires the write locks. Throws if called during a computation with the same weights, which would deadlock. */
    public void lockToWrite() {
        int locked = 0;
        try {
            while (locked < locks.length) {
                locks[locked].lockToWrite(who);
                locked++;
            }
        } finally {
            if (locked < locks.length) {
                unlockAfterWriting(locked);
            }
        }
    }

    public void unlockAfterWriting() {
        unlockAfterWriting(locks.length);
    }

    private void unlockAfterWriting(int locked) {
        for (int i = locked - 1; i >= 0; i--) {
            locks[i].unlockAfterWriting();
        }
    }

    /**
     * Copies weights under the read lock. A layer that calls this while it runs, on any thread of the pool, need not acquire the lock: the
     * run already holds it.
     */
    static List<Tensor> copies(String who, List<Variable> weights) {
        WeightsLock lock = new WeightsLock(who, weights);
        boolean insideRun = WorkerPool.isInsideTask();
        if (!insideRun) {
            lock.lockToRead();
        }
        try {
            return weights.stream().map(w -> w.value().copy()).toList();
        } finally {
            if (!insideRun) {
                lock.unlockAfterReading();
            }
        }
    }

    /** Runs a change of the weights under the write lock. */
    public void change(Runnable change) {
        lockToWrite();
        try {
            change.run();
        } finally {
            unlockAfterWriting();
        }
    }
}
