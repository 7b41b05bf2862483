package dev.cornet.benchmarks;

import dev.cornet.model.Fit;
import dev.cornet.model.Model;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Training through {@code fit} as a user calls it, progress off: samples per second of each window. */
final class Training implements Workload {
    private static final int CLASSES = 10;
    private static final int STEPS = 40;

    private final Model model;
    private final int batch;
    private final Tensor x;
    private final Tensor y;

    Training(Model model, int batch, Shape sample) {
        this.model = model;
        this.batch = batch;
        this.x = Tensor.zeros(sample.prepend(STEPS * batch));
        this.y = Tensor.zeros(Shape.of(STEPS * batch, CLASSES));
        Inputs.classes(x, y);
    }

    @Override
    public void first() {
        model.trainOnBatch(x.rows(0, batch), y.rows(0, batch));
    }

    @Override
    public double[] work(double seconds) {
        long begin = System.nanoTime();
        long samples = 0;
        do {
            model.fit(x, y, new Fit().batchSize(batch).epochs(1).verbose(0));
            samples += (long) STEPS * batch;
        } while (System.nanoTime() - begin < seconds * 1e9);
        return new double[] {samples / ((System.nanoTime() - begin) / 1e9)};
    }

    @Override
    public String unit() {
        return "samples/s";
    }

    @Override
    public int batch() {
        return batch;
    }
}
