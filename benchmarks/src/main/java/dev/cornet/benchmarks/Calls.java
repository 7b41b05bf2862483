package dev.cornet.benchmarks;

import java.util.Arrays;

/** One call after the other, as predictions of one batch are: the time of each. */
public final class Calls implements Workload {
    private final Runnable call;
    private final int batch;
    private final String unit;
    private final double perSecond;
    private double[] times = new double[1 << 12];

    private Calls(Runnable call, int batch, String unit, double perSecond) {
        this.call = call;
        this.batch = batch;
        this.unit = unit;
        this.perSecond = perSecond;
    }

    /** Calls on {@code batch} samples each, in milliseconds. */
    public static Calls inMilliseconds(int batch, Runnable call) {
        return new Calls(call, batch, "ms", 1e3);
    }

    /** Calls on one sample each, in microseconds. */
    public static Calls inMicroseconds(Runnable call) {
        return new Calls(call, 1, "us", 1e6);
    }

    @Override
    public void first() {
        call.run();
    }

    @Override
    public double[] work(double seconds) {
        long begin = System.nanoTime();
        int calls = 0;
        do {
            long start = System.nanoTime();
            call.run();
            if (calls == times.length) {
                times = Arrays.copyOf(times, 2 * calls);
            }
            times[calls++] = (System.nanoTime() - start) / 1e9 * perSecond;
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
