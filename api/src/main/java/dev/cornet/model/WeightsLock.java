package dev.cornet.model;

import dev.cornet.error.CornetException;
import dev.cornet.layer.Layer;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps those who read the weights of a model apart from those who change them: any number of predictions at once, or one training step,
 * or one loading of weights. So each batch is computed with the weights of a whole number of steps, whatever other threads do.
 *
 * <p>Whoever holds a model holds the models inside it too, in the order of their making, so that nobody waits in a circle. The lock is
 * fair: neither a training nor a stream of predictions keeps the other one waiting for long.
 */
final class WeightsLock {
    private static final AtomicLong MADE = new AtomicLong();

    private final long number = MADE.getAndIncrement();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    /** The locks of a model and of the models inside it. */
    static final class Group {
        private final Model model;
        private final WeightsLock[] all;

        Group(Model model, List<Layer> layers) {
            TreeSet<WeightsLock> found = new TreeSet<>(Comparator.comparingLong((WeightsLock one) -> one.number));
            found.add(model.weightsLock());
            layers.forEach(layer -> collect(layer, found));
            this.model = model;
            this.all = found.toArray(new WeightsLock[0]);
        }

        private static void collect(Layer layer, TreeSet<WeightsLock> found) {
            if (layer instanceof Model inner) {
                found.add(inner.weightsLock());
            }
            layer.sublayers().forEach(inside -> collect(inside, found));
        }

        void lockToRead() {
            for (WeightsLock one : all) {
                one.lock.readLock().lock();
            }
        }

        void unlockAfterReading() {
            for (int i = all.length - 1; i >= 0; i--) {
                all[i].lock.readLock().unlock();
            }
        }

        /** Refused from within a computation of the same model, which would wait for its own end. */
        void lockToWrite() {
            for (WeightsLock one : all) {
                if (one.lock.getReadHoldCount() > 0 && !one.lock.isWriteLockedByCurrentThread()) {
                    throw new CornetException(model.describe()
                            + ": its weights cannot be changed, nor can it be trained, from within a layer, a loss or a"
                            + " metric that computes a batch of it. Do it between batches, as in a callback.");
                }
            }
            for (WeightsLock one : all) {
                one.lock.writeLock().lock();
            }
        }

        void unlockAfterWriting() {
            for (int i = all.length - 1; i >= 0; i--) {
                all[i].lock.writeLock().unlock();
            }
        }
    }
}
