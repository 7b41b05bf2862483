package dev.cornet.backend;

import dev.cornet.console.Console;
import dev.cornet.exceptions.ExternalSetting;
import dev.cornet.exceptions.OptionException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the library: the caller and {@code threads − 1} worker threads, which execute the tasks of one parallel region at a time.
 *
 * <p>A region that is started within a task, or while the region of another thread is running, runs on the calling thread alone: regions
 * are never nested and never wait for each other. Callers divide their work by its size, never by the number of threads, so results do not
 * depend on it.
 */
// Implementation: a region is one Job, which workers read from a volatile field; they spin for a bounded time before
// parking. Each thread first runs its own share of the tasks, the same share in every region of the same size, so that
// the data of the last region is still in the cache of its core. Then it takes tasks from the shares of other threads.
// A region ends when all tasks are finished, not when all workers are: a worker that the system has suspended before
// it took a task does not delay the caller.
public final class WorkerPool {
    /** The body of a parallel region, called once for each task number. */
    @FunctionalInterface
    public interface Task {
        void run(int task);
    }

    /** The body of a parallel loop, called for the indices {@code from … to−1}. */
    @FunctionalInterface
    public interface Range {
        void run(int from, int to);
    }

    private static final int SPINS = 4_000;
    private static final int YIELDS = 3_000;
    private static final ThreadLocal<Boolean> IN_TASK = ThreadLocal.withInitial(() -> false);
    private static final String THREADS = "cornet.threads";
    private static final int MAX_THREADS = 1024;
    private static volatile @Nullable WorkerPool shared;

    private final int threads;
    private final Worker[] workers;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Job current;
    private volatile boolean closed;

    private WorkerPool(int threads) {
        Worker[] started = new Worker[threads - 1];
        int count = 0;
        try {
            for (; count < started.length; count++) {
                started[count] = new Worker(count + 1);
                started[count].start();
            }
        } catch (OutOfMemoryError e) { // the system cannot start another thread
            Console.warn("the system lets Java start " + count + " of " + started.length + " threads for computing; "
                    + "going on with these. Limits of processes (ulimit -u) or of the container hold others back, or"
                    + " memory is short.");
        }
        this.workers = Arrays.copyOf(started, count);
        this.threads = count + 1;
    }

    /** Returns the pool that the whole library shares. */
    public static WorkerPool shared() {
        WorkerPool pool = shared;
        return pool == null ? first() : pool;
    }

    private static synchronized WorkerPool first() {
        WorkerPool pool = shared;
        if (pool == null) {
            pool = new WorkerPool(defaultThreads());
            shared = pool;
        }
        return pool;
    }

    /**
     * Replaces the shared pool by one of {@code threads} threads, the caller included. Does not wait: running regions finish on the old
     * pool.
     */
    public static synchronized void setThreads(int threads) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new OptionException("threads must be between 1 and 1024, got " + threads);
        }
        WorkerPool old = shared;
        if (old == null) {
            shared = new WorkerPool(threads);
        } else if (old.threads != threads) {
            shared = new WorkerPool(threads);
            old.closed = true;
            for (Worker worker : old.workers) {
                LockSupport.unpark(worker);
            }
        }
    }

    public int threads() {
        return threads;
    }

    /** Returns whether the current thread is executing a task of a region of several tasks, even if it executes all of them itself. */
    public static boolean isInsideTask() {
        return IN_TASK.get();
    }

    /** Returns whether the current thread is a worker thread; at most {@code threads() − 1} of them run at once. */
    public static boolean isWorkerThread() {
        return Thread.currentThread() instanceof Worker;
    }

    /** Runs tasks 0 … tasks−1 and returns when all have finished. If tasks throw, throws the exception of the lowest task number. */
    public void run(int tasks, Task body) {
        if (tasks <= 0) {
            return;
        }
        if (tasks == 1) {
            body.run(0);
            return;
        }
        if (threads == 1 || isInsideTask() || !busy.compareAndSet(false, true)) {
            runInline(tasks, body);
            return;
        }
        Job job = newJob(tasks, body);
        if (job == null) {
            busy.set(false);
            runInline(tasks, body);
            return;
        }
        try {
            current = job;
            int helpers = Math.min(workers.length, tasks - 1);
            for (int i = 0; i < helpers; i++) {
                if (workers[i].parked) {
                    LockSupport.unpark(workers[i]);
                }
            }
            job.work(0);
            job.await();
            job.body = null; // workers keep a reference to their last job, which would keep a model alive
        } finally {
            current = null;
            busy.set(false);
        }
        job.rethrow();
    }

    /** Returns a job; null if there is no memory for it: a training step that has begun to change weights must run to its end. */
    private @Nullable Job newJob(int tasks, Task body) {
        try {
            return new Job(tasks, body, threads, Thread.currentThread());
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /**
     * Runs all tasks on the current thread. {@link #isInsideTask} returns true, as on worker threads: kernels divide their work by it,
     * and results must not depend on the number of threads.
     */
    private static void runInline(int tasks, Task body) {
        boolean before = isInsideTask();
        IN_TASK.set(true);
        try {
            for (int t = 0; t < tasks; t++) {
                body.run(t);
            }
        } finally {
            IN_TASK.set(before);
        }
    }

    /** Cuts 0 … length−1 into chunks of {@code grain} (the last one may be shorter) and runs them as tasks; a single chunk runs inline. */
    public void range(int length, int grain, Range body) {
        if (length <= grain) {
            if (length > 0) {
                body.run(0, length);
            }
            return;
        }
        if (isInsideTask()) { // same as run, without creating a task
            for (long from = 0; from < length; from += grain) {
                body.run((int) from, (int) Math.min(length, from + grain));
            }
            return;
        }
        int tasks = (int) (((long) length + grain - 1) / grain);
        run(tasks, t -> body.run(t * grain, (int) Math.min((long) length, (long) (t + 1) * grain)));
    }

    /**
     * Waits for a moment: spins for the first 0.1 ms, then yields the processor for about 1 ms. Returns false when the thread should
     * park. Gaps between the regions of a training step are usually shorter than this, and waking a parked thread takes longer.
     */
    private static boolean waitBriefly(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else if (spins < SPINS + YIELDS) {
            Thread.yield();
        }
        return spins < SPINS + YIELDS;
    }

    private static int defaultThreads() {
        Long wanted = ExternalSetting.wholeNumber(THREADS, 1, MAX_THREADS);
        return wanted != null
                ? wanted.intValue()
                : Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** One parallel region. */
    private static final class Job {
        private final int tasks;
        private @Nullable Task body;
        private final int shares;
        private final Thread caller;
        private final AtomicIntegerArray started;
        private final AtomicInteger finished = new AtomicInteger();
        private int failed = Integer.MAX_VALUE;
        private @Nullable Throwable failure;

        Job(int tasks, Task body, int threads, Thread caller) {
            this.tasks = tasks;
            this.body = body;
            this.shares = Math.min(threads, tasks);
            this.caller = caller;
            this.started = new AtomicIntegerArray(shares);
        }

        /** Runs the remaining tasks of a thread's own share, then those of the other shares. */
        void work(int thread) {
            IN_TASK.set(true);
            try {
                int ran = 0;
                for (int i = 0; i < shares; i++) {
                    ran += runShare((thread + i) % shares);
                }
                if (ran > 0 && finished.addAndGet(ran) == tasks && Thread.currentThread() != caller) {
                    LockSupport.unpark(caller);
                }
            } finally {
                IN_TASK.set(false);
            }
        }

        private int runShare(int s) {
            int from = (int) ((long) s * tasks / shares);
            int size = (int) ((long) (s + 1) * tasks / shares) - from;
            int ran = 0;
            // read before writing: usually no task is left, and a write would take the cache line from its owner
            while (started.get(s) < size) {
                int t = started.getAndIncrement(s);
                if (t < size) {
                    run(from + t);
                    ran++;
                }
            }
            return ran;
        }

        private void run(int task) {
            try {
                Objects.requireNonNull(body).run(task);
            } catch (Throwable e) { // rethrown by the caller; the task must be counted
                fail(task, e);
            }
        }

        void await() {
            boolean interrupted = false;
            for (int spins = 0; finished.get() < tasks; spins++) {
                if (!waitBriefly(spins)) {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void fail(int task, Throwable e) {
            if (task < failed) {
                failed = task;
                failure = e;
            }
        }

        synchronized void rethrow() {
            if (failure != null) {
                Job.<RuntimeException>raise(failure);
            }
        }

        @SuppressWarnings("unchecked") // rethrows any exception as if the task had run inline
        private static <E extends Throwable> void raise(Throwable e) throws E {
            throw (E) e;
        }
    }

    private final class Worker extends Thread {
        private final int number;
        private volatile boolean parked;

        Worker(int number) {
            super("cornet-" + number);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            Job last = null;
            while (!closed) {
                Job job = await(last);
                if (job != null) {
                    job.work(number);
                }
                last = job;
            }
        }

        private @Nullable Job await(@Nullable Job last) {
            for (int spins = 0; !closed; spins++) {
                Job job = current;
                if (job != null && job != last) {
                    return job;
                }
                if (waitBriefly(spins)) {
                    continue;
                }
                parked = true;
                job = current;
                if ((job == null || job == last) && !closed) {
                    LockSupport.park(WorkerPool.this);
                    Thread.interrupted(); // a task may have left the thread interrupted, and park would return at once
                }
                parked = false;
            }
            return null;
        }
    }
}
