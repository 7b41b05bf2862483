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
    private static final int PARTS = 3;

    /** Part p of batch b writes 100b + p. */
    private static class Numbers implements Prefetch.Work<Tensor> {
        final AtomicInteger made = new AtomicInteger();
        final AtomicInteger rooms = new AtomicInteger();
        private final int batches;

        Numbers(int batches) {
            this.batches = batches;
        }

        @Override
        public int batches() {
            return batches;
        }

        @Override
        public int parts(int batch) {
            return PARTS;
        }

        @Override
        public Tensor room() {
            rooms.incrementAndGet();
            return Tensor.zeros(PARTS);
        }

        @Override
        public void make(int batch, int part, Tensor room) {
            room.set(100 * batch + part, part);
            made.incrementAndGet();
        }

        @Override
        public @Nullable Batch finish(int batch, Tensor room) {
            return Batch.of(room);
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
        for (int i = 0; i < batches * PARTS; i++) {
            values.add((float) (100 * (i / PARTS) + i % PARTS));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void keepsTheOrderOnAnyNumberOfThreads(int workers) {
        for (int queue : new int[] {1, 2, 10}) {
            Prefetch<Tensor> prefetch = new Prefetch<>(new Numbers(50), workers, queue);
            assertEquals(numbers(50), values(prefetch));
            assertThrows(NoSuchElementException.class, prefetch::next);
        }
    }

    @Test
    void takesNoMoreRoomsThanTheQueueAndTheTaker() {
        Numbers work = new Numbers(50);
        values(new Prefetch<>(work, 2, 3));
        assertTrue(work.rooms.get() <= 4, work.rooms + " rooms");
    }

    @Test
    void leavesTheTakersBatchAloneUntilTheNextIsTaken() {
        Prefetch<Tensor> prefetch = new Prefetch<>(new Numbers(9), 2, 1);
        Tensor first = prefetch.next().inputs().get(0);
        assertTrue(prefetch.hasNext());
        assertEquals(1, first.get(1), "looking ahead takes nothing");
        assertNotSame(first, prefetch.next().inputs().get(0));
        prefetch.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void throwsWhatTheFirstFailingPartThrewInPlaceOfItsBatch(int workers) {
        Prefetch<Tensor> prefetch = new Prefetch<>(
                new Numbers(20) {
                    @Override
                    public void make(int batch, int part, Tensor room) {
                        super.make(batch, part, room);
                        if (batch >= 4 && part >= 1) {
                            throw new DataException("part " + part + " of batch " + batch);
                        }
                    }
                },
                workers,
                10);
        for (int b = 0; b < 4; b++) {
            assertEquals(100 * b, prefetch.next().inputs().get(0).get(0));
        }
        assertEquals(
                "part 1 of batch 4",
                assertThrows(DataException.class, prefetch::hasNext).getMessage());
        assertFalse(prefetch.hasNext());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void carriesWhatFinishingOrMakingRoomThrows(int workers) {
        Prefetch<Tensor> finish = new Prefetch<>(
                new Numbers(3) {
                    @Override
                    public @Nullable Batch finish(int batch, Tensor room) {
                        throw new DataException("no batch " + batch);
                    }
                },
                workers,
                2);
        assertEquals(
                "no batch 0", assertThrows(DataException.class, finish::next).getMessage());
        Prefetch<Tensor> room = new Prefetch<>(
                new Numbers(3) {
                    @Override
                    public Tensor room() {
                        throw new OutOfMemoryError("no room");
                    }
                },
                workers,
                2);
        assertEquals("no room", assertThrows(OutOfMemoryError.class, room::next).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void leavesOutEmptyBatches(int workers) {
        Prefetch<Tensor> prefetch = new Prefetch<>(
                new Numbers(30) {
                    @Override
                    public @Nullable Batch finish(int batch, Tensor room) {
                        return batch % 10 == 2 ? super.finish(batch, room) : null;
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
                new Numbers(1_000_000) {
                    @Override
                    public void make(int batch, int part, Tensor room) {
                        super.make(batch, part, room);
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
    void endsItsThreadsWhenDropped() throws InterruptedException {
        AtomicReference<Thread> worker = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        takeOneAndDrop(worker, started);
        started.await();
        while (worker.get().isAlive()) {
            System.gc();
            worker.get().join(10);
        }
    }

    private static void takeOneAndDrop(AtomicReference<Thread> worker, CountDownLatch started) {
        Numbers work = new Numbers(1_000_000) {
            @Override
            public void make(int batch, int part, Tensor room) {
                super.make(batch, part, room);
                worker.set(Thread.currentThread());
                started.countDown();
            }
        };
        new Prefetch<>(work, 1, 1).next();
    }

    @Test
    void keepsAnInterruptPending() {
        Prefetch<Tensor> prefetch = new Prefetch<>(new Numbers(5), 1, 1);
        Thread.currentThread().interrupt();
        assertEquals(numbers(5), values(prefetch));
        assertTrue(Thread.interrupted());
    }

    @Test
    void usesRoomsAgain() {
        Prefetch<Tensor> prefetch = new Prefetch<>(new Numbers(4), 0, 1);
        Tensor first = prefetch.next().inputs().get(0);
        prefetch.next();
        assertSame(first, prefetch.next().inputs().get(0));
    }

    @Test
    void givesEachBatchARoomOfItsOwnWhereTheyMayBeKept() {
        Numbers work = new Numbers(20);
        List<Batch> kept = new ArrayList<>();
        new Prefetch<>(work, 2, 3, false).forEachRemaining(kept::add);
        assertEquals(20, work.rooms.get());
        for (int i = 0; i < kept.size(); i++) {
            assertEquals(i, (int) kept.get(i).inputs().get(0).data()[0] / 100);
        }
    }

    @Test
    void refusesBadNumbers() {
        assertEquals(
                "workers must be 0 to 256, got -1",
                assertThrows(OptionException.class, () -> new Prefetch<>(new Numbers(1), -1, 1))
                        .getMessage());
        assertThrows(OptionException.class, () -> new Prefetch<>(new Numbers(1), 1, 0));
    }
}
