package dev.cornet.backend;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the library: the caller and {@code threads − 1} workers, which share out the tasks of one region at a time.
 *
 * <p>A region called inside a task runs inline, and so does a region called while another thread's region is running: nothing nests
 * and nothing waits. Callers cut their work by its size alone, never by the number of threads, so results do not depend on it.
 */
// How: a region is one Job; workers see it through a volatile field, spin for a bounded time before they park, and take
// task numbers
// from a counter. Completion counts finished tasks, not workers: one that the system has put aside cannot delay the
// caller.
public final class Pool {
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
    private static volatile Pool shared = new Pool(defaultThreads());

    private final int threads;
    private final Worker[] workers;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile @Nullable Job current;
    private volatile boolean closed;

    private Pool(int threads) {
        this.threads = threads;
        this.workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker("cornet-" + (i + 1));
            workers[i].start();
        }
    }

    /** The pool that everything shares. */
    public static Pool shared() {
        return shared;
    }

    /** Replaces the shared pool by one of {@code threads} threads (the caller's included). Waits for nothing; running regions finish. */
    public static synchronized void setThreads(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads must be between 1 and 1024, got " + threads);
        }
        Pool old = shared;
        if (old.threads != threads) {
            shared = new Pool(threads);
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
        Job job = new Job(tasks, body, Thread.currentThread());
        try {
            current = job;
            int helpers = Math.min(workers.length, tasks - 1);
            for (int i = 0; i < helpers; i++) {
                if (workers[i].parked) {
                    LockSupport.unpark(workers[i]);
                }
            }
            job.work();
            job.await();
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
        int cores = Runtime.getRuntime().availableProcessors();
        return Math.max(1, Math.min(1024, Integer.getInteger("cornet.threads", cores)));
    }

    private static final class Job {
        private final int tasks;
        private final Task body;
        private final Thread caller;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger finished = new AtomicInteger();
        private int failed = Integer.MAX_VALUE;
        private @Nullable Throwable failure;

        Job(int tasks, Task body, Thread caller) {
            this.tasks = tasks;
            this.body = body;
            this.caller = caller;
        }

        void work() {
            INSIDE.set(true);
            try {
                for (int t = next.getAndIncrement(); t < tasks; t = next.getAndIncrement()) {
                    try {
                        body.run(t);
                    } catch (Throwable e) { // handed to the caller; the counter must go on
                        fail(t, e);
                    }
                    if (finished.incrementAndGet() == tasks && Thread.currentThread() != caller) {
                        LockSupport.unpark(caller);
                    }
                }
            } finally {
                INSIDE.set(false);
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
        private volatile boolean parked;

        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        @Override
        public void run() {
            Job seen = null;
            while (!closed) {
                Job job = await(seen);
                if (job != null) {
                    job.work();
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
                    LockSupport.park(Pool.this);
                    Thread.interrupted(); // a task may have left it set: then no park would hold
                }
                parked = false;
            }
            return null;
        }
    }
}
