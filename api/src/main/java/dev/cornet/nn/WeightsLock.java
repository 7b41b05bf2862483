package dev.cornet.nn;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.CornetException;
import dev.cornet.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps those who read weights apart from those who change them: any number of predictions at once, or one training step, or one loading. So
 * each batch is computed with the weights of a whole number of steps, whatever other threads do, and whichever models share a layer.
 *
 * <p>Each layer has a lock, and whoever takes several takes them in the order of their making, so that nobody waits in a circle. Locks are
 * fair: neither a training nor a stream of predictions keeps the other one waiting for long.
 */
public final class WeightsLock {
    private final String who;
    private final OfLayer[] all;

    /** The lock of the weights that one layer has made. */
    static final class OfLayer {
        private static final AtomicLong MADE = new AtomicLong();

        private final long number = MADE.getAndIncrement();
        private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

        /**
         * Refused from within a computation with these weights, which would wait for its own end: in the thread that has begun it, and in
         * those that help.
         */
        void lockToWrite(String who) {
            boolean own = lock.isWriteLockedByCurrentThread();
            boolean free = own || (lock.getReadHoldCount() == 0 && !WorkerPool.inside());
            if (free) {
                lock.writeLock().lock();
            } else if (lock.getReadHoldCount() > 0 || !lock.writeLock().tryLock()) {
                throw new CornetException(who
                        + ": its weights cannot be changed, nor can it be trained, from within a layer, a loss or a metric"
                        + " that computes a batch with them. Do it between batches, as in a callback.");
            }
        }

        void unlockAfterWriting() {
            lock.writeLock().unlock();
        }
    }

    /**
     * The lock of these weights.
     *
     * @param who the model or layer, for messages
     */
    public WeightsLock(String who, List<Variable> weights) {
        TreeSet<OfLayer> locks = new TreeSet<>(Comparator.comparingLong((OfLayer one) -> one.number));
        weights.forEach(weight -> locks.add(weight.owner().weightsLock));
        this.who = who;
        this.all = locks.toArray(new OfLayer[0]);
    }

    public void lockToRead() {
        for (OfLayer one : all) {
            one.lock.readLock().lock();
        }
    }

    public void unlockAfterReading() {
        for (int i = all.length - 1; i >= 0; i--) {
            all[i].lock.readLock().unlock();
        }
    }

    /** Refused from within a computation with the same weights, which would wait for its own end. */
    public void lockToWrite() {
        int locked = 0;
        try {
            while (locked < all.length) {
                all[locked].lockToWrite(who);
                locked++;
            }
        } finally {
            if (locked < all.length) {
                unlockAfterWriting(locked);
            }
        }
    }

    public void unlockAfterWriting() {
        unlockAfterWriting(all.length);
    }

    private void unlockAfterWriting(int locked) {
        for (int i = locked - 1; i >= 0; i--) {
            all[i].unlockAfterWriting();
        }
    }

    /**
     * Copies of weights while nobody changes them. Layers that ask for them while they run, in whichever thread of the pool, need not wait:
     * the run has the lock.
     */
    static List<Tensor> copies(String who, List<Variable> weights) {
        WeightsLock lock = new WeightsLock(who, weights);
        boolean runs = WorkerPool.inside();
        if (!runs) {
            lock.lockToRead();
        }
        try {
            return weights.stream().map(w -> w.value().copy()).toList();
        } finally {
            if (!runs) {
                lock.unlockAfterReading();
            }
        }
    }

    /** Runs a change of the weights between the batches that other threads compute. */
    public void change(Runnable change) {
        lockToWrite();
        try {
            change.run();
        } finally {
            unlockAfterWriting();
        }
    }
}
