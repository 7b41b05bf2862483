package dev.cornet.data;

import dev.cornet.exceptions.OptionException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one epoch, made ahead of their taker by daemon threads.
 *
 * <p>Threads share out the parts of a batch (its images) in order, so the first batch is ready soon, and batches come in their order
 * whatever the number of threads. At most {@code maxQueueSize} finished or half-finished batches wait. What a part throws arrives at the
 * taker in place of its batch. {@link #close} stops the threads after the part in hand; an iterator that is dropped unclosed stops them too.
 *
 * @param <R> the room of one batch: its tensors, used again for later batches
 */
public final class Prefetch<R> implements Iterator<Batch>, AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create(task -> {
        Thread thread = new Thread(task, "cornet-data-cleaner");
        thread.setDaemon(true);
        return thread;
    });

    /** What there is to make. All but {@link #finish} of one batch may run on several threads at once. */
    public interface Work<R> {
        /** The number of batches. */
        int batches();

        /** The number of parts of a batch, at least one. */
        int parts(int batch);

        /** Tensors for one batch. */
        R room();

        /** Makes one part of a batch. */
        void make(int batch, int part, R room);

        /** Called once all parts of a batch are made: the batch, or null to leave it out. */
        @Nullable
        Batch finish(int batch, R room);
    }

    // The threads know only this queue: so the iterator itself can be found unused, and its threads stopped.
    private final PrefetchQueue<R> queue;
    private final Cleaner.Cleanable closing;
    private @Nullable Batch ahead;

    /**
     * @param workers threads; 0 makes each batch on the taker's thread when it is asked for
     * @param maxQueueSize batches that may wait for the taker
     */
    public Prefetch(Work<R> work, int workers, int maxQueueSize) {
        this(work, workers, maxQueueSize, true);
    }

    /** @param reuse false where the taker may keep batches: then each gets a room of its own */
    public Prefetch(Work<R> work, int workers, int maxQueueSize, boolean reuse) {
        if (workers < 0 || workers > 256) {
            throw new OptionException("workers must be 0 to 256, got " + workers);
        }
        if (maxQueueSize < 1) {
            throw new OptionException("maxQueueSize must be 1 or more, got " + maxQueueSize);
        }
        PrefetchQueue<R> q = new PrefetchQueue<>(work, workers == 0, maxQueueSize, reuse);
        this.queue = q;
        this.closing = CLEANER.register(this, q::close);
        q.start(workers);
    }

    /** Waits for the next batch where it is not ready yet. */
    @Override
    public boolean hasNext() {
        if (ahead == null) {
            try {
                ahead = queue.take();
            } finally {
                Reference.reachabilityFence(this);
            }
        }
        return ahead != null;
    }

    @Override
    public Batch next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException();
        }
        Batch batch = ahead;
        ahead = null;
        queue.release();
        return batch;
    }

    /** Stops the threads; a second call does nothing. */
    @Override
    public void close() {
        ahead = null;
        closing.clean();
    }
}
