package dev.cornet.benchmarks;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Random training data of ten classes that can be learned only in part. With data that can be learned fully the loss would vanish, fill the
 * optimizer's state with subnormal numbers and slow down the measured steps.
 *
 * @param x the samples of all steps
 * @param y the one-hot labels of all steps
 */
public record SyntheticData(int steps, int batch, Tensor x, Tensor y) {
    public static final int CLASSES = 10;

    private static final long SEED = 42;
    private static final float SIGNAL = 0.25f;

    /** Creates {@code steps} batches: samples are a pattern for each class plus noise; labels are one-hot, a third of them random. */
    public static SyntheticData of(int steps, int batch, int... sample) {
        Tensor x = Tensor.zeros(Shape.of(sample).withBatch(steps * batch));
        SyntheticData data = new SyntheticData(steps, batch, x, Tensor.zeros(steps * batch, CLASSES));
        data.fill();
        return data;
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

    /** Creates {@code batch} random samples. */
    public static Tensor noise(int batch, int... sample) {
        Tensor x = Tensor.zeros(Shape.of(sample).withBatch(batch));
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < x.size(); i++) {
            x.data()[x.offset() + i] = (float) random.nextDouble();
        }
        return x;
    }

    /** The samples of one step. */
    public Tensor x(int step) {
        return x.rows(step * batch, (step + 1) * batch);
    }

    /** The one-hot labels of one step. */
    public Tensor y(int step) {
        return y.rows(step * batch, (step + 1) * batch);
    }
}
