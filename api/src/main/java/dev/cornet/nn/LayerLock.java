package dev.cornet.nn;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.CornetException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The lock of the weights that one layer has created. */
final class LayerLock {
    private static final AtomicLong NEXT_NUMBER = new AtomicLong();

    private final long number = NEXT_NUMBER.getAndIncrement();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    /** Acquires the write lock; throws {@link #refusal} where {@link #acquireToWrite} returns false. */
    void lockToWrite(String who) {
        if (!acquireToWrite()) {
            throw refusal(who);
        }
    }

    /**
     * Acquires the write lock. Returns false if called during a computation with these weights, by the thread that started it or by a
     * worker thread: it would deadlock.
     */
    boolean acquireToWrite() {
        boolean own = lock.isWriteLockedByCurrentThread();
        boolean free = own || (lock.getReadHoldCount() == 0 && !WorkerPool.isInsideTask());
        if (free) {
            lock.writeLock().lock();
            return true;
        }
        return lock.getReadHoldCount() == 0 && lock.writeLock().tryLock();
    }

    /** Returns the exception for a change of weights during a computation with them. */
    static CornetException refusal(String who) {
        return new CornetException(who
                + ": its weights cannot be changed, nor can it be trained, from within a layer, a loss or a metric"
                + " that computes a batch with them. Do it between batches, as in a callback.");
    }

    void unlockAfterWriting() {
        lock.writeLock().unlock();
    }

    /** Returns a number that increases with each lock created. */
    long number() {
        return number;
    }

    Lock readLock() {
        return lock.readLock();
    }
}
