package dev.cornet.models;

import dev.cornet.training.ShardGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Workers of one group in threads of this JVM, which exchange bytes only. */
final class InProcessWorkers {
    private final int size;
    private final byte[][] given;
    private final CyclicBarrier barrier;

    private InProcessWorkers(int size) {
        this.size = size;
        this.given = new byte[size][];
        this.barrier = new CyclicBarrier(size);
    }

    /** Runs a worker in each of {@code size} threads, and returns their results in the order of the ranks. */
    static <T> List<T> run(int size, Function<ShardGroup, T> worker) throws InterruptedException, ExecutionException {
        InProcessWorkers workers = new InProcessWorkers(size);
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int rank = 0; rank < size; rank++) {
                ShardGroup group = workers.group(rank);
                tasks.add(() -> worker.apply(group));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private ShardGroup group(int rank) {
        return new ShardGroup() {
            @Override
            public int rank() {
                return rank;
            }

            @Override
            public int size() {
                return size;
            }

            @Override
            public List<byte[]> exchange(byte[] own) {
                given[rank] = own.clone();
                await();
                List<byte[]> all = Arrays.stream(given).map(byte[]::clone).toList();
                await(); // before the next exchange overwrites them
                return all;
            }
        };
    }

    private void await() {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("another worker has failed", e);
        }
    }
}
