package dev.cornet.benchmarks.peers;

import dev.cornet.benchmarks.Inputs;
import dev.cornet.benchmarks.Workload;
import java.util.function.IntFunction;

/** Training step by step, each from arrays to changed weights with the loss read back: samples per second of each window. */
final class Steps implements Workload {
    /** Trains on the batch of a number and tells its loss. */
    interface Step {
        float run(int batch);
    }

    private final Step step;
    private final int count;
    private final int batch;

    Steps(Inputs inputs, Step step) {
        this.step = step;
        this.count = inputs.steps();
        this.batch = inputs.batch();
    }

    /** An array for each step of {@code inputs}. */
    static float[][] arrays(Inputs inputs, IntFunction<float[]> ofStep) {
        float[][] arrays = new float[inputs.steps()][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = ofStep.apply(i);
        }
        return arrays;
    }

    @Override
    public void first() {
        step.run(0);
    }

    @Override
    public double[] work(double seconds) {
        long begin = System.nanoTime();
        int steps = 0;
        do {
            float loss = step.run(steps++ % count);
            if (!Float.isFinite(loss)) {
                throw new IllegalStateException("the loss is " + loss);
            }
        } while (System.nanoTime() - begin < seconds * 1e9);
        return new double[] {(double) steps * batch / ((System.nanoTime() - begin) / 1e9)};
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
