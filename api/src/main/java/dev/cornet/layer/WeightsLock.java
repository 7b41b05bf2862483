package dev.cornet.layer;

import dev.cornet.error.CornetException;
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
        for (OfLayer one : all) {
            if (one.lock.getReadHoldCount() > 0 && !one.lock.isWriteLockedByCurrentThread()) {
                throw new CornetException(who
                        + ": its weights cannot be changed, nor can it be trained, from within a layer, a loss or a metric"
                        + " that computes a batch with them. Do it between batches, as in a callback.");
            }
        }
        for (OfLayer one : all) {
            one.lock.writeLock().lock();
        }
    }

    public void unlockAfterWriting() {
        for (int i = all.length - 1; i >= 0; i--) {
            all[i].lock.writeLock().unlock();
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
