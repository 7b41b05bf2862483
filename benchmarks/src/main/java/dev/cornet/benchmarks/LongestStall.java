package dev.cornet.benchmarks;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Workload that measures the longest stall of another thread while a given workload runs, in milliseconds. The other thread allocates
 * arrays of a kilobyte without pause, keeps the last thousand, and records the longest time between two allocations.
 *
 * <p>Such a thread waits for garbage collection when native calls hold Java arrays in place, and for a core when other threads spin.
 */
public final class LongestStall implements Workload {
    private static final int RETAINED = 1_000;

    private final Workload workload;

    public LongestStall(Workload workload) {
        this.workload = workload;
    }

    @Override
    public void runOnce() {
        workload.runOnce();
    }

    @Override
    public double[] runFor(double seconds) {
        Allocator allocator = new Allocator();
        Thread thread = new Thread(allocator, "allocator");
        thread.start();
        try {
            workload.runFor(seconds);
        } finally {
            allocator.stopped.set(true);
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        return new double[] {allocator.longest / 1e6};
    }

    @Override
    public String unit() {
        return "ms";
    }

    @Override
    public int batch() {
        return workload.batch();
    }

    private static final class Allocator implements Runnable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final byte[][] retained = new byte[RETAINED][];
        private long longest;

        @Override
        public void run() {
            long last = System.nanoTime();
            for (int i = 0; !stopped.get(); i = (i + 1) % RETAINED) {
                retained[i] = new byte[1024];
                long now = System.nanoTime();
                longest = Math.max(longest, now - last);
                last = now;
            }
        }
    }
}
