package dev.cornet.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class PrefetchTest {
    private static final int TASKS = 3;

    /** A producer whose task t of batch b writes the value 100b + t. */
    private static class NumberProducer implements Prefetch.BatchProducer<Tensor> {

        final AtomicInteger allocated = new AtomicInteger();
        private final int batches;

        NumberProducer(int batches) {
            this.batches = batches;
        }

        @Override
        public int batchCount() {
            return batches;
        }

        @Override
        public int taskCount(int batch) {
            return TASKS;
        }

        @Override
        public Tensor newBuffers() {
            allocated.incrementAndGet();
            return Tensor.zeros(TASKS);
        }

        @Override
        public void fill(int batch, int task, Tensor buffer) {
            buffer.set(100 * batch + task, task);
        }

        @Override
        public @Nullable Batch finish(int batch, Tensor buffer) {
            return Batch.of(buffer);
        }
    }

    private static List<Float> values(Prefetch<Tensor> prefetch) {
        List<Float> values = new ArrayList<>();
        prefetch.forEachRemaining(batch -> {
            for (float v : batch.inputs().get(0).toArray()) {
                values.add(v);
            }
        });
        return values;
    }

    private static List<Float> numbers(int batches) {
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < batches * TASKS; i++) {
            values.add((float) (100 * (i / TASKS) + i % TASKS));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void keepsTheOrderOnAnyNumberOfThreads(int workers) {
        for (int queue : new int[] {1, 2, 10}) {
            Prefetch<Tensor> prefetch = new Prefetch<>(new NumberProducer(50), workers, queue);
            assertEquals(numbers(50), values(prefetch));
            assertThrows(NoSuchElementException.class, prefetch::next);
        }
    }

    @Test
    void allocatesBuffersForTheQueueAndTheConsumerOnly() {
        NumberProducer producer = new NumberProducer(50);
        values(new Prefetch<>(producer, 2, 3));
        assertTrue(producer.allocated.get() <= 4, producer.allocated + " buffers");
    }

    @Test
    void doesNotOverwriteTheCurrentBatchOfTheConsumer() {
        Prefetch<Tensor> prefetch = new Prefetch<>(new NumberProducer(9), 2, 1);
        Tensor first = prefetch.next().inputs().get(0);
        assertTrue(prefetch.hasNext());
        assertEquals(1, first.get(1), "hasNext does not release the current batch");
        assertNotSame(first, prefetch.next().inputs().get(0));
        prefetch.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void throwsTheExceptionOfTheLowestFailingTaskInPlaceOfItsBatch(int workers) {
        Prefetch<Tensor> prefetch = new Prefetch<>(
                new NumberProducer(20) {
                    @Override
                    public void fill(int batch, int task, Tensor buffer) {
                        super.fill(batch, task, buffer);
                        if (batch >= 4 && task >= 1) {
                            throw new DataException("task " + task + " of batch " + batch);
                        }
                    }
                },
                workers,
                10);
        for (int b = 0; b < 4; b++) {
            assertEquals(100 * b, prefetch.next().inputs().get(0).get(0));
        }
        assertEquals(
                "task 1 of batch 4",
                assertThrows(DataException.class, prefetch::hasNext).getMessage());
        assertFalse(prefetch.hasNext());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void rethrowsExceptionsOfFinishAndNewBuffers(int workers) {
        Prefetch<Tensor> finish = new Prefetch<>(
                new NumberProducer(3) {
                    @Override
                    public @Nullable Batch finish(int batch, Tensor buffer) {
                        throw new DataException("no batch " + batch);
                    }
                },
                workers,
                2);
        assertEquals(
                "no batch 0", assertThrows(DataException.class, finish::next).getMessage());
        Prefetch<Tensor> failing = new Prefetch<>(
                new NumberProducer(3) {
                    @Override
                    public Tensor newBuffers() {
                        throw new OutOfMemoryError("no memory");
                    }
                },
                workers,
                2);
        assertEquals(
                "no memory", assertThrows(OutOfMemoryError.class, failing::next).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void leavesOutDroppedBatches(int workers) {
        Prefetch<Tensor> prefetch = new Prefetch<>(
                new NumberProducer(30) {
                    @Override
                    public @Nullable Batch finish(int batch, Tensor buffer) {
                        return batch % 10 == 2 ? super.finish(batch, buffer) : null;
                    }
                },
                workers,
                1);
        List<Float> firsts = new ArrayList<>();
        prefetch.forEachRemaining(batch -> firsts.add(batch.inputs().get(0).get(0)));
        assertEquals(List.of(200f, 1200f, 2200f), firsts);
    }

    @Test
    void endsItsThreadsWhenClosedEarly() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        CountDownLatch started = new CountDownLatch(2);
        Prefetch<Tensor> prefetch = new Prefetch<>(
                new NumberProducer(1_000_000) {
                    @Override
                    public void fill(int batch, int task, Tensor buffer) {
                        super.fill(batch, task, buffer);
                        synchronized (threads) {
                            if (!threads.contains(Thread.currentThread())) {
                                threads.add(Thread.currentThread());
                                started.countDown();
                            }
                        }
                    }
                },
                2,
                2);
        while (!started.await(0, TimeUnit.SECONDS)) {
            prefetch.next();
        }
        prefetch.close();
        prefetch.close();
        for (Thread thread : threads) {
            thread.join();
            assertTrue(thread.isDaemon());
        }
        assertFalse(prefetch.hasNext());
    }

    @Test
    void endsItsThreadsWhenTheIteratorIsUnreachable() throws InterruptedException {
        AtomicReference<Thread> worker = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        takeOneBatch(worker, started);
        started.await();
        while (worker.get().isAlive()) {
            System.gc();
            worker.get().join(10);
        }
    }

    /** Takes a batch and drops the iterator without closing it. */
    private static void takeOneBatch(AtomicReference<Thread> worker, CountDownLatch started) {
        NumberProducer producer = new NumberProducer(1_000_000) {
            @Override
            public void fill(int batch, int task, Tensor buffer) {
                super.fill(batch, task, buffer);
                worker.set(Thread.currentThread());
                started.countDown();
            }
        };
        new Prefetch<>(producer, 1, 1).next();
    }

    @Test
    void keepsAnInterruptPending() {
        Prefetch<Tensor> prefetch = new Prefetch<>(new NumberProducer(5), 1, 1);
        Thread.currentThread().interrupt();
        assertEquals(numbers(5), values(prefetch));
        assertTrue(Thread.interrupted());
    }

    @Test
    void reusesBuffers() {
        Prefetch<Tensor> prefetch = new Prefetch<>(new NumberProducer(4), 0, 1);
        Tensor first = prefetch.next().inputs().get(0);
        prefetch.next();
        assertSame(first, prefetch.next().inputs().get(0));
    }

    @Test
    void allocatesBuffersForEachBatchIfBatchesMayBeKept() {
        NumberProducer producer = new NumberProducer(20);
        List<Batch> kept = new ArrayList<>();
        new Prefetch<>(producer, 2, 3, false).forEachRemaining(kept::add);
        assertEquals(20, producer.allocated.get());
        for (int i = 0; i < kept.size(); i++) {
            assertEquals(i, (int) kept.get(i).inputs().get(0).data()[0] / 100);
        }
    }

    @Test
    void refusesInvalidOptions() {
        assertEquals(
                "workers must be 0 to 256, got -1",
                assertThrows(OptionException.class, () -> new Prefetch<>(new NumberProducer(1), -1, 1))
                        .getMessage());
        assertThrows(OptionException.class, () -> new Prefetch<>(new NumberProducer(1), 1, 0));
    }
}
