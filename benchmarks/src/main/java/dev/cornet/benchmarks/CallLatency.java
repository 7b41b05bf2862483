package dev.cornet.benchmarks;

import java.util.Arrays;

/** Workload of single calls one after the other, such as predictions of one batch; measures the time of each call. */
public final class CallLatency implements Workload {
    private final Runnable call;
    private final int batch;
    private final String unit;
    private final double unitsPerSecond;
    private double[] times = new double[1 << 12];

    private CallLatency(Runnable call, int batch, String unit, double unitsPerSecond) {
        this.call = call;
        this.batch = batch;
        this.unit = unit;
        this.unitsPerSecond = unitsPerSecond;
    }

    /** Times of calls on {@code batch} samples each, in milliseconds. */
    public static CallLatency inMilliseconds(int batch, Runnable call) {
        return new CallLatency(call, batch, "ms", 1e3);
    }

    /** Times of calls on one sample each, in microseconds. */
    public static CallLatency inMicroseconds(Runnable call) {
        return new CallLatency(call, 1, "us", 1e6);
    }

    @Override
    public void runOnce() {
        call.run();
    }

    @Override
    public double[] runFor(double seconds) {
        long begin = System.nanoTime();
        int calls = 0;
        do {
            long start = System.nanoTime();
            call.run();
            if (calls == times.length) {
                times = Arrays.copyOf(times, 2 * calls);
            }
            times[calls++] = (System.nanoTime() - start) / 1e9 * unitsPerSecond;
        } while (System.nanoTime() - begin < seconds * 1e9);
        return Arrays.copyOf(times, calls);
    }

    @Override
    public String unit() {
        return unit;
    }

    @Override
    public int batch() {
        return batch;
    }
}
