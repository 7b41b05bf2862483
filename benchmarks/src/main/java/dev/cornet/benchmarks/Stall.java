package dev.cornet.benchmarks;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The longest stall of another thread while a workload runs, in milliseconds: it allocates arrays of a kilobyte without pause, keeps the
 * last thousand, and records its longest gap between two of them.
 *
 * <p>Native calls that hold Java arrays in place make such a thread wait where the collector is due; so do threads that spin.
 */
public final class Stall implements Workload {
    private static final int KEPT = 1_000;

    private final Workload workload;

    public Stall(Workload workload) {
        this.workload = workload;
    }

    @Override
    public void first() {
        workload.first();
    }

    @Override
    public double[] work(double seconds) {
        Allocator allocator = new Allocator();
        Thread other = new Thread(allocator, "allocator");
        other.start();
        try {
            workload.work(seconds);
        } finally {
            allocator.stopped.set(true);
        }
        try {
            other.join();
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
        private final byte[][] kept = new byte[KEPT][];
        private long longest;

        @Override
        public void run() {
            long last = System.nanoTime();
            for (int i = 0; !stopped.get(); i = (i + 1) % KEPT) {
                kept[i] = new byte[1024];
                long now = System.nanoTime();
                longest = Math.max(longest, now - last);
                last = now;
            }
        }
    }
}
