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
 * The threads of the library: the caller and {@code threads − 1} workers, which share out the tasks of one region at a time.
 *
 * <p>A region called inside a task runs inline, and so does a region called while another thread's region is running: nothing nests
 * and nothing waits. Callers cut their work by its size alone, never by the number of threads, so results do not depend on it.
 */
// How: a region is one Job; workers see it through a volatile field and spin for a bounded time before they park. Each
// thread has a share of the tasks, the same in every region of as many tasks, so that what it read or wrote in the last
// one is still in its core's cache; then it takes what the others have left. Completion counts finished tasks, not
// workers: one that the system has put aside cannot delay the caller.
public final class WorkerPool {
    /** One numbered piece of a region. */
    @FunctionalInterface
    public interface Task {
        void run(int task);
    }

    /** The part {@code from … to-1} of a range. */
    @FunctionalInterface
    public interface Range {
        void run(int from, int to);
    }

    private static final int SPINS = 4_000;
    private static final int YIELDS = 3_000;
    private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
    private static final String THREADS = "cornet.threads";
    private static final int MOST_THREADS = 1024;
    private static volatile @Nullable WorkerPool shared;

    private final int threads;
    private final Worker[] workers;
    private final AtomicBoolean taken = new AtomicBoolean();
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
        } catch (OutOfMemoryError e) { // the system starts no further thread
            Console.warn("the system lets Java start " + count + " of " + started.length + " threads for computing; "
                    + "going on with these. Limits of processes (ulimit -u) or of the container hold others back, or"
                    + " memory is short.");
        }
        this.workers = Arrays.copyOf(started, count);
        this.threads = count + 1;
    }

    /** The pool that everything shares. */
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

    /** Replaces the shared pool by one of {@code threads} threads (the caller's included). Waits for nothing; running regions finish. */
    public static synchronized void setThreads(int threads) {
        if (threads < 1 || threads > MOST_THREADS) {
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

    /** True while the current thread runs a task of a region of several tasks, whether beside workers or alone. */
    public static boolean inside() {
        return INSIDE.get();
    }

    /** True on the threads that a pool has started; at most {@code threads() − 1} of them run at once. */
    public static boolean onWorker() {
        return Thread.currentThread() instanceof Worker;
    }

    /** Runs tasks 0 … tasks−1 and returns when all have finished; of what tasks threw, throws that of the lowest number. */
    public void run(int tasks, Task body) {
        if (tasks <= 0) {
            return;
        }
        if (tasks == 1) {
            body.run(0);
            return;
        }
        if (threads == 1 || inside() || !taken.compareAndSet(false, true)) {
            runInline(tasks, body);
            return;
        }
        Job job = new Job(tasks, body, threads, Thread.currentThread());
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
            job.body = null; // the workers remember their last job, which would keep a model alive
        } finally {
            current = null;
            taken.set(false);
        }
        job.rethrow();
    }

    /** As a worker would: {@link #inside} must tell the same for any number of threads, because kernels ask it. */
    private static void runInline(int tasks, Task body) {
        boolean before = inside();
        INSIDE.set(true);
        try {
            for (int t = 0; t < tasks; t++) {
                body.run(t);
            }
        } finally {
            INSIDE.set(before);
        }
    }

    /** Cuts 0 … length−1 into chunks of {@code grain} (the last one shorter) and runs them as tasks; one chunk runs inline. */
    public void range(int length, int grain, Range body) {
        if (length <= grain) {
            if (length > 0) {
                body.run(0, length);
            }
            return;
        }
        if (inside()) { // as run would, but without a task
            for (long from = 0; from < length; from += grain) {
                body.run((int) from, (int) Math.min(length, from + grain));
            }
            return;
        }
        int tasks = (int) (((long) length + grain - 1) / grain);
        run(tasks, t -> body.run(t * grain, (int) Math.min((long) length, (long) (t + 1) * grain)));
    }

    /**
     * Passes a moment of waiting: at first on the processor, about 0.1 ms, then by offering it to others, about 1 ms while nobody takes it;
     * false when it is time to park. A step of a training has such gaps between its regions, and waking a parked thread takes longer.
     */
    private static boolean spun(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else if (spins < SPINS + YIELDS) {
            Thread.yield();
        }
        return spins < SPINS + YIELDS;
    }

    private static int defaultThreads() {
        Long wanted = ExternalSetting.wholeNumber(THREADS, 1, MOST_THREADS);
        return wanted != null
                ? wanted.intValue()
                : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    }

    private static final class Job {
        private final int tasks;
        private @Nullable Task body;
        private final int shares;
        private final Thread caller;
        private final AtomicIntegerArray begun;
        private final AtomicInteger finished = new AtomicInteger();
        private int failed = Integer.MAX_VALUE;
        private @Nullable Throwable failure;

        Job(int tasks, Task body, int threads, Thread caller) {
            this.tasks = tasks;
            this.body = body;
            this.shares = Math.min(threads, tasks);
            this.caller = caller;
            this.begun = new AtomicIntegerArray(shares);
        }

        /** Runs what is left of a thread's own share, then of the others'. */
        void work(int thread) {
            INSIDE.set(true);
            try {
                int ran = 0;
                for (int i = 0; i < shares; i++) {
                    ran += share((thread + i) % shares);
                }
                if (ran > 0 && finished.addAndGet(ran) == tasks && Thread.currentThread() != caller) {
                    LockSupport.unpark(caller);
                }
            } finally {
                INSIDE.set(false);
            }
        }

        private int share(int s) {
            int from = (int) ((long) s * tasks / shares);
            int size = (int) ((long) (s + 1) * tasks / shares) - from;
            int ran = 0;
            while (begun.get(s)
                    < size) { // asked first: mostly nothing is left, and writing takes the line from its owner
                int t = begun.getAndIncrement(s);
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
            } catch (Throwable e) { // handed to the caller; the counts must go on
                fail(task, e);
            }
        }

        void await() {
            boolean interrupted = false;
            for (int spins = 0; finished.get() < tasks; spins++) {
                if (!spun(spins)) {
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

        @SuppressWarnings("unchecked") // as if thrown inline, a checked exception that went past the compiler included
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
            Job seen = null;
            while (!closed) {
                Job job = await(seen);
                if (job != null) {
                    job.work(number);
                }
                seen = job;
            }
        }

        private @Nullable Job await(@Nullable Job seen) {
            for (int spins = 0; !closed; spins++) {
                Job job = current;
                if (job != null && job != seen) {
                    return job;
                }
                if (spun(spins)) {
                    continue;
                }
                parked = true;
                job = current;
                if ((job == null || job == seen) && !closed) {
                    LockSupport.park(WorkerPool.this);
                    Thread.interrupted(); // a task may have left it set: then no park would hold
                }
                parked = false;
            }
            return null;
        }
    }
}
