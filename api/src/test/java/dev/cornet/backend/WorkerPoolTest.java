package dev.cornet.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.OptionException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(20)
class WorkerPoolTest {
    private final int before = WorkerPool.shared().threads();

    @BeforeEach
    void fourThreads() {
        WorkerPool.setThreads(1); // so that the workers are new
        WorkerPool.setThreads(4);
    }

    @AfterEach
    void restoreThreads() {
        WorkerPool.setThreads(before);
    }

    private static List<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("cornet-") && t.isAlive())
                .toList();
    }

    @Test
    void finishedTasksAreNotReferenced() throws InterruptedException {
        WeakReference<byte[]> memory = afterTasks();
        for (int i = 0; i < 100 && memory.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertNull(memory.get(), "idle threads keep what their last task used");
    }

    private static WeakReference<byte[]> afterTasks() {
        byte[] memory = new byte[1 << 20];
        runOnFourThreads(t -> memory[t] = 1);
        return new WeakReference<>(memory);
    }

    /** Runs four tasks that wait for each other, so that each runs on another thread. */
    private static void runOnFourThreads(WorkerPool.Task body) {
        CyclicBarrier all = new CyclicBarrier(4);
        WorkerPool.shared().run(4, t -> {
            uninterrupted(all::await);
            body.run(t);
        });
    }

    @Test
    void runsEachTaskOnceOnAnyNumberOfThreads() {
        for (int threads : new int[] {1, 2, 4}) {
            WorkerPool.setThreads(threads);
            for (int tasks : new int[] {0, 1, 2, 3, 4, 5, 100, 10_000}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(1, tasks));
                WorkerPool.shared().run(tasks, runs::incrementAndGet);
                for (int t = 0; t < tasks; t++) {
                    assertEquals(1, runs.get(t), "task " + t + " of " + tasks + " on " + threads + " threads");
                }
            }
        }
    }

    @Test
    void aThreadHasTheSameShareOfTheTasksInEveryRegion() {
        for (int region = 0; region < 20; region++) {
            String[] names = new String[4];
            runOnFourThreads(t -> names[t] = Thread.currentThread().getName());
            assertEquals(List.of(Thread.currentThread().getName(), "cornet-1", "cornet-2", "cornet-3"), List.of(names));
        }
    }

    /**
     * Each of four threads has a share of two tasks. Task 2, in the second share, ends only after all others, so another thread must run
     * task 3.
     */
    @Test
    void otherThreadsTakeTasksFromABusyThread() {
        CountDownLatch others = new CountDownLatch(7);
        WorkerPool.shared().run(8, t -> {
            if (t == 2) {
                uninterrupted(others::await);
            } else {
                others.countDown();
            }
        });
        assertEquals(0, others.getCount());
    }

    @Test
    void cutsRangesBySizeAlone() {
        for (int length : new int[] {1, 7, 8, 9, 1_000}) {
            Set<String> first = null;
            for (int threads : new int[] {1, 2, 4}) {
                WorkerPool.setThreads(threads);
                Set<String> chunks = ConcurrentHashMap.newKeySet();
                AtomicInteger sum = new AtomicInteger();
                WorkerPool.shared().range(length, 8, (from, to) -> {
                    chunks.add(from + "-" + to);
                    sum.addAndGet(to - from);
                });
                first = first == null ? chunks : first;
                assertEquals(first, chunks);
                assertEquals(length, sum.get());
            }
        }
    }

    @Test
    void regionsInTasksRunInlineInOrder() {
        int[][] orders = new int[4][];
        runOnFourThreads(t -> {
            Thread mine = Thread.currentThread();
            int[] order = new int[50];
            int[] count = new int[1];
            assertTrue(WorkerPool.isInsideTask());
            WorkerPool.shared().run(50, inner -> {
                assertSame(mine, Thread.currentThread());
                assertTrue(WorkerPool.isInsideTask());
                order[count[0]++] = inner;
            });
            orders[t] = order;
        });
        for (int[] order : orders) {
            for (int i = 0; i < 50; i++) {
                assertEquals(i, order[i]);
            }
        }
        assertFalse(WorkerPool.isInsideTask());
    }

    @Test
    void aSecondCallerRunsInlineAndNeverWaits() throws InterruptedException {
        CountDownLatch taken = new CountDownLatch(4);
        CountDownLatch free = new CountDownLatch(1);
        Thread owner = new Thread(() -> WorkerPool.shared().run(4, t -> {
            taken.countDown();
            uninterrupted(free::await);
        }));
        owner.start();
        taken.await();
        AtomicInteger ran = new AtomicInteger();
        Thread mine = Thread.currentThread();
        WorkerPool.shared().run(20, t -> {
            assertSame(mine, Thread.currentThread());
            assertFalse(WorkerPool.isWorkerThread());
            ran.incrementAndGet();
        });
        assertEquals(20, ran.get());
        free.countDown();
        owner.join();
    }

    private static void uninterrupted(Executable wait) {
        try {
            wait.execute();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theExceptionOfTheLowestTaskReachesTheCallerAndThePoolStaysUsable() {
        for (int threads : new int[] {1, 2, 4}) {
            WorkerPool.setThreads(threads);
            for (int repetition = 0; repetition < 200; repetition++) {
                RuntimeException e = assertThrows(
                        RuntimeException.class,
                        () -> WorkerPool.shared().run(64, t -> {
                            if (t >= 5) {
                                throw new IllegalArgumentException("task " + t);
                            }
                        }));
                assertEquals("task 5", e.getMessage());
                assertFalse(WorkerPool.isInsideTask());
            }
            AtomicInteger sum = new AtomicInteger();
            WorkerPool.shared().run(100, sum::addAndGet);
            assertEquals(4950, sum.get());
        }
    }

    @Test
    void errorsAndCheckedExceptionsReachTheCallerToo() {
        StackOverflowError error = new StackOverflowError();
        assertSame(
                error,
                assertThrows(
                        StackOverflowError.class,
                        () -> WorkerPool.shared().run(8, t -> {
                            throw error;
                        })));
        Exception checked = new Exception("checked");
        assertSame(
                checked, assertThrows(Exception.class, () -> WorkerPool.shared().run(8, t -> sneak(checked))));
    }

    @SuppressWarnings("unchecked") // because of this cast the compiler accepts an undeclared exception
    private static <E extends Exception> void sneak(Exception e) throws E {
        throw (E) e;
    }

    @Test
    void anInterruptedCallerGetsItsResultAndStaysInterrupted() {
        float[] sums = new float[40];
        Thread.currentThread().interrupt();
        WorkerPool.shared().run(40, t -> {
            for (int i = 0; i < 100_000; i++) {
                sums[t] += 1;
            }
        });
        assertTrue(Thread.interrupted());
        float[] expected = new float[40];
        java.util.Arrays.fill(expected, 100_000);
        assertArrayEquals(expected, sums);
    }

    /** A worker whose task leaves the thread interrupted must park too. */
    @Test
    void workersParkAfterABoundedTime() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        runOnFourThreads(t -> {
            if (WorkerPool.isWorkerThread()) {
                Thread.currentThread().interrupt();
            }
            threads.add(Thread.currentThread());
        });
        assertEquals(4, threads.size());
        assertTrue(threads.remove(Thread.currentThread()));
        for (Thread worker : threads) {
            awaitParked(worker);
        }
        assertEquals(3, threads.size());
        AtomicInteger sum = new AtomicInteger();
        runOnFourThreads(sum::addAndGet); // and the workers wake up again
        assertEquals(6, sum.get());
    }

    /** Waits until a thread has been observed a thousand times in a row to be waiting and not interrupted, so that it does not loop. */
    private static void awaitParked(Thread worker) {
        for (int observed = 0; observed < 1_000; ) {
            boolean waiting = worker.getState() == Thread.State.WAITING && !worker.isInterrupted();
            observed = waiting ? observed + 1 : 0;
            assertFalse(
                    Thread.currentThread().isInterrupted(), worker + " does not park"); // interrupted by the timeout
            Thread.onSpinWait();
        }
    }

    @Test
    void workersAreDaemonsAndEndWithTheirPool() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        runOnFourThreads(t -> threads.add(Thread.currentThread()));
        assertTrue(threads.remove(Thread.currentThread()));
        for (Thread worker : threads) {
            assertTrue(worker.isDaemon());
            assertTrue(workers().contains(worker));
        }
        WorkerPool.setThreads(2);
        for (Thread worker : threads) {
            worker.join();
        }
    }

    @Test
    void refusesInvalidNumbersOfThreads() {
        assertThrows(OptionException.class, () -> WorkerPool.setThreads(0));
        assertThrows(OptionException.class, () -> WorkerPool.setThreads(2_000));
        assertEquals(4, WorkerPool.shared().threads());
    }
}
