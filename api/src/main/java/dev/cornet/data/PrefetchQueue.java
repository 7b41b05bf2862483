package dev.cornet.data;

import dev.cornet.data.Prefetch.BatchProducer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The queue between the consumer of a {@link Prefetch} and its worker threads. Every field is guarded by this object's lock.
 *
 * <p>Buffers and tasks are assigned in the order of the batches. So the batch that the consumer waits for always has buffers, and its tasks
 * run before those of later batches.
 */
final class PrefetchQueue<B> {
    /** A batch from the start of its first task until the consumer takes it. */
    private static final class PendingBatch<B> {
        private final int index;
        private final B buffers;
        private final int taskCount;
        private int openTasks;
        private boolean complete;
        private @Nullable Batch batch;
        private @Nullable Throwable failure;
        private int failedTask;

        PendingBatch(int index, int taskCount, B buffers) {
            this.index = index;
            this.taskCount = taskCount;
            this.openTasks = taskCount;
            this.buffers = buffers;
        }

        /** Records a failure. The failure of the lowest task wins, so that every run reports the same one. */
        void fail(int task, Throwable e) {
            if (failure == null || task < failedTask) {
                failure = e;
                failedTask = task;
            }
        }
    }

    private record Task<B>(PendingBatch<B> pending, int index) {}

    private final BatchProducer<B> producer;
    private final boolean inline;
    private final boolean reuse;
    private final int batchCount;

    /** The pending batches in order; the first is the one that the consumer takes next. */
    private final Deque<PendingBatch<B>> pendingBatches = new ArrayDeque<>();

    private final Deque<B> freeBuffers = new ArrayDeque<>();
    /** How many buffers may still be allocated: at first one per batch in the queue, and one for the consumer's current batch. */
    private int buffersLeft;

    /** The batch whose tasks are being assigned; null between batches. */
    private @Nullable PendingBatch<B> filling;

    private int nextTask;
    private int nextBatch;
    /** The buffers of the batch that the consumer works on. */
    private @Nullable B currentBuffers;
    /** The buffers of a batch that was taken for the consumer but not yet returned to it. */
    private @Nullable B takenBuffers;

    private @Nullable Throwable workerFailure;
    private boolean closed;

    /** @param inline true if the consumer's own thread fills the batches */
    PrefetchQueue(BatchProducer<B> producer, boolean inline, int maxQueueSize, boolean reuse) {
        this.producer = producer;
        this.inline = inline;
        this.reuse = reuse;
        this.batchCount = producer.batchCount();
        this.buffersLeft = (inline ? 1 : Math.min(maxQueueSize, batchCount)) + 1;
    }

    void start(int workers) {
        for (int i = 1; i <= workers; i++) {
            Thread thread = new Thread(this::runWorker, "cornet-data-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void runWorker() {
        try {
            for (Task<B> task = nextTask(); task != null; task = nextTask()) {
                run(task);
            }
        } catch (Throwable e) { // for instance, no memory for buffers; rethrown to the consumer
            failWorker(e);
        }
    }

    /** Returns the next task in order, waiting until there are buffers for its batch; null if no task is left. */
    private synchronized @Nullable Task<B> nextTask() {
        while (!closed && filling == null && nextBatch < batchCount && freeBuffers.isEmpty() && buffersLeft == 0) {
            await(); // an interrupt is ignored: no code interrupts worker threads
        }
        PendingBatch<B> pending = filling;
        if (closed || (pending == null && nextBatch >= batchCount)) {
            return null;
        }
        if (pending == null) {
            B buffers = freeBuffers.poll();
            if (buffers == null) {
                buffers = producer.newBuffers();
                buffersLeft--;
            }
            pending = new PendingBatch<>(nextBatch, producer.taskCount(nextBatch), buffers);
            pendingBatches.add(pending);
            nextBatch++;
            nextTask = 0;
        }
        int index = nextTask++;
        filling = nextTask == pending.taskCount ? null : pending;
        return new Task<>(pending, index);
    }

    private void run(Task<B> task) {
        PendingBatch<B> pending = task.pending();
        try {
            producer.fill(pending.index, task.index(), pending.buffers);
        } catch (Throwable e) { // rethrown to the consumer
            synchronized (this) {
                pending.fail(task.index(), e);
            }
        }
        boolean isLast;
        boolean succeeded;
        synchronized (this) {
            isLast = --pending.openTasks == 0;
            succeeded = pending.failure == null;
        }
        if (isLast) {
            Batch batch = null;
            Throwable failure = null;
            try {
                batch = succeeded ? producer.finish(pending.index, pending.buffers) : null;
            } catch (Throwable e) { // rethrown to the consumer
                failure = e;
            }
            complete(pending, batch, failure);
        }
    }

    private synchronized void complete(PendingBatch<B> pending, @Nullable Batch batch, @Nullable Throwable failure) {
        if (failure != null) {
            pending.fail(0, failure);
        }
        pending.batch = batch;
        pending.complete = true;
        notifyAll();
    }

    private synchronized void failWorker(Throwable e) {
        workerFailure = e;
        notifyAll();
    }

    /**
     * Waits for the next batch that {@link BatchProducer#finish} did not drop; null at the end. Its buffers and those of the batch before
     * it are not reused until {@link #release}.
     */
    @Nullable
    Batch take() {
        boolean interrupted = false;
        try {
            while (true) {
                if (inline) {
                    fillNextBatch();
                }
                Throwable failure;
                synchronized (this) {
                    while (!closed && workerFailure == null && !isNextComplete()) {
                        interrupted |= await();
                    }
                    PendingBatch<B> pending = pendingBatches.poll();
                    if (closed || (pending == null && workerFailure == null)) {
                        return null;
                    }
                    failure = pending == null || !pending.complete ? workerFailure : pending.failure;
                    if (failure == null && pending != null) {
                        if (pending.batch != null) {
                            takenBuffers = pending.buffers;
                            return pending.batch;
                        }
                        freeBuffers.add(pending.buffers);
                        notifyAll();
                    }
                }
                if (failure != null) {
                    close();
                    throw Rethrow.<RuntimeException>unchecked(failure);
                }
            }
        } finally {
            if (interrupted) { // stays pending for the training loop, which ends after its current step
                Thread.currentThread().interrupt();
            }
        }
    }

    /** True if the next batch is complete, or no batch is left. */
    private boolean isNextComplete() {
        PendingBatch<B> first = pendingBatches.peek();
        return first == null ? nextBatch >= batchCount : first.complete;
    }

    private void fillNextBatch() {
        Task<B> task = nextTask();
        while (task != null) {
            run(task);
            task = filling == null ? null : nextTask();
        }
    }

    /** Called when the consumer moves to the batch taken last: the buffers of the batch before it become free or may be replaced. */
    synchronized void release() {
        if (currentBuffers != null && reuse) {
            freeBuffers.add(currentBuffers);
        } else if (currentBuffers != null) {
            buffersLeft++;
        }
        currentBuffers = takenBuffers;
        takenBuffers = null;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        pendingBatches.clear();
        freeBuffers.clear();
        notifyAll();
    }

    /** Waits for a change of state; returns true if the thread was interrupted. */
    private boolean await() {
        try {
            wait();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static final class Rethrow {
        @SuppressWarnings("unchecked") // throws checked exceptions too, without wrapping them
        static <T extends Throwable> T unchecked(Throwable e) throws T {
            throw (T) e;
        }
    }
}
