package dev.cornet.data;

import dev.cornet.exceptions.OptionException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An iterator over the batches of one epoch, which daemon threads produce ahead of the consumer.
 *
 * <p>A batch is filled by several tasks, one per image for instance. Worker threads take the tasks in order, so the first batch is ready
 * soon, and batches arrive in order for any number of workers. At most {@code maxQueueSize} batches, complete or being filled, are queued.
 * An exception of a task is thrown to the consumer in place of the task's batch. {@link #close} stops the workers after their current
 * task; an iterator that becomes unreachable without being closed stops them too.
 *
 * @param <B> the buffers of one batch: its tensors, reused for later batches
 */
public final class Prefetch<B> implements Iterator<Batch>, AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create(task -> {
        Thread thread = new Thread(task, "cornet-data-cleaner");
        thread.setDaemon(true);
        return thread;
    });

    /** Produces the batches of an epoch. Its methods may run on several threads at once. */
    public interface BatchProducer<B> {
        /** The number of batches. */
        int batchCount();

        /** The number of tasks that fill a batch, at least one. */
        int taskCount(int batch);

        /** Allocates the tensors of one batch. */
        B newBuffers();

        /** Runs one task of a batch, which writes its part of the buffers. */
        void fill(int batch, int task, B buffers);

        /** Returns the batch in its buffers, or null to drop it. Called once per batch, after all its tasks. */
        @Nullable
        Batch finish(int batch, B buffers);
    }

    // The worker threads refer to this queue only, so the iterator itself can be garbage collected, which stops them.
    private final PrefetchQueue<B> queue;
    private final Cleaner.Cleanable closeAction;
    private @Nullable Batch nextBatch;

    /**
     * @param workers number of threads; with 0, the consumer's thread produces each batch on demand
     * @param maxQueueSize number of batches that may be queued
     */
    public Prefetch(BatchProducer<B> producer, int workers, int maxQueueSize) {
        this(producer, workers, maxQueueSize, true);
    }

    /** @param reuse false if the consumer may keep batches: each batch then has its own buffers */
    public Prefetch(BatchProducer<B> producer, int workers, int maxQueueSize, boolean reuse) {
        if (workers < 0 || workers > 256) {
            throw new OptionException("workers must be 0 to 256, got " + workers);
        }
        if (maxQueueSize < 1) {
            throw new OptionException("maxQueueSize must be 1 or more, got " + maxQueueSize);
        }
        PrefetchQueue<B> created = new PrefetchQueue<>(producer, workers == 0, maxQueueSize, reuse);
        this.queue = created;
        this.closeAction = CLEANER.register(this, created::close);
        created.start(workers);
    }

    /** Waits for the next batch if it is not ready yet. */
    @Override
    public boolean hasNext() {
        if (nextBatch == null) {
            try {
                nextBatch = queue.take();
            } finally {
                Reference.reachabilityFence(this);
            }
        }
        return nextBatch != null;
    }

    @Override
    public Batch next() {
        if (!hasNext() || nextBatch == null) {
            throw new NoSuchElementException();
        }
        Batch batch = nextBatch;
        nextBatch = null;
        queue.release();
        return batch;
    }

    /** Stops the worker threads; a second call does nothing. */
    @Override
    public void close() {
        nextBatch = null;
        closeAction.clean();
    }
}
