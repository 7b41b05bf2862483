package dev.cornet.benchmarks;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * What the workloads train on: ten classes that can be learnt but never fully. A vanishing loss would fill the optimizer's state with
 * subnormal numbers and time those.
 */
public final class Inputs {
    public static final int CLASSES = 10;

    private static final long SEED = 42;
    private static final float SIGNAL = 0.25f;

    private final int steps;
    private final int batch;
    private final Tensor x;
    private final Tensor y;

    private Inputs(int steps, int batch, Shape sample) {
        this.steps = steps;
        this.batch = batch;
        this.x = Tensor.zeros(sample.withBatch(steps * batch));
        this.y = Tensor.zeros(Shape.of(steps * batch, CLASSES));
    }

    /** {@code steps} batches: one pattern for each class under noise, and the classes one-hot, a third of them wrong. */
    public static Inputs of(int steps, int batch, int... sample) {
        Inputs inputs = new Inputs(steps, batch, Shape.of(sample));
        inputs.fill();
        return inputs;
    }

    private void fill() {
        SplittableRandom random = new SplittableRandom(SEED);
        int features = Math.toIntExact(x.size() / x.shape().dim(0));
        float[][] patterns = new float[CLASSES][features];
        for (float[] pattern : patterns) {
            for (int f = 0; f < features; f++) {
                pattern[f] = (float) random.nextDouble();
            }
        }
        for (int row = 0; row < x.shape().dim(0); row++) {
            int c = random.nextInt(CLASSES);
            int label = row % 3 == 2 ? random.nextInt(CLASSES) : c;
            y.data()[y.offset() + row * CLASSES + label] = 1;
            int at = x.offset() + row * features;
            for (int f = 0; f < features; f++) {
                x.data()[at + f] = SIGNAL * patterns[c][f] + (1 - SIGNAL) * (float) random.nextDouble();
            }
        }
    }

    /** {@code batch} samples of noise. */
    public static Tensor noise(int batch, int... sample) {
        Tensor x = Tensor.zeros(Shape.of(sample).withBatch(batch));
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < x.size(); i++) {
            x.data()[x.offset() + i] = (float) random.nextDouble();
        }
        return x;
    }

    public int steps() {
        return steps;
    }

    public int batch() {
        return batch;
    }

    /** The samples of all steps. */
    public Tensor x() {
        return x;
    }

    /** The classes of all samples, one-hot. */
    public Tensor y() {
        return y;
    }

    /** The samples of one step. */
    public Tensor x(int step) {
        return x.rows(step * batch, (step + 1) * batch);
    }

    /** The classes of one step's samples, one-hot. */
    public Tensor y(int step) {
        return y.rows(step * batch, (step + 1) * batch);
    }
}
