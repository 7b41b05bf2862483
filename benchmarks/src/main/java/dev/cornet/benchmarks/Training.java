package dev.cornet.benchmarks;

import dev.cornet.model.Fit;
import dev.cornet.model.Model;

/** Training through {@code fit} as a user calls it, progress off: samples per second of each window. */
final class Training implements Workload {
    private final Model model;
    private final Inputs inputs;

    Training(Model model, Inputs inputs) {
        this.model = model;
        this.inputs = inputs;
    }

    @Override
    public void first() {
        model.trainOnBatch(inputs.x(0), inputs.y(0));
    }

    @Override
    public double[] work(double seconds) {
        long begin = System.nanoTime();
        long samples = 0;
        do {
            model.fit(
                    inputs.x(),
                    inputs.y(),
                    new Fit().batchSize(batch()).epochs(1).verbose(0));
            samples += (long) inputs.steps() * batch();
        } while (System.nanoTime() - begin < seconds * 1e9);
        return new double[] {samples / ((System.nanoTime() - begin) / 1e9)};
    }

    @Override
    public String unit() {
        return "samples/s";
    }

    @Override
    public int batch() {
        return inputs.batch();
    }
}
