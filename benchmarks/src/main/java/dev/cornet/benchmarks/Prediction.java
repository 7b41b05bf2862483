package dev.cornet.benchmarks;

import dev.cornet.model.Model;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** Predictions of one batch after the other: the time of each call. */
final class Prediction implements Workload {
    private final Model model;
    private final Tensor x;
    private final String unit;
    private final double perSecond;
    private double[] times = new double[1 << 12];

    /** Times in {@code unit}, of which there are {@code perSecond} in a second. */
    Prediction(Model model, int batch, Shape sample, String unit, double perSecond) {
        this.model = model;
        this.x = Tensor.zeros(sample.prepend(batch));
        this.unit = unit;
        this.perSecond = perSecond;
        Inputs.noise(x);
    }

    @Override
    public void first() {
        model.predict(x);
    }

    @Override
    public double[] work(double seconds) {
        long begin = System.nanoTime();
        int calls = 0;
        do {
            long start = System.nanoTime();
            model.predict(x);
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
        return x.shape().dim(0);
    }
}
