package dev.cornet.benchmarks;

import dev.cornet.tensor.Tensor;
import java.util.SplittableRandom;

/** Data that can be learnt but never fully: a vanishing loss would fill the optimizer's state with subnormal numbers and time those. */
final class Inputs {
    private static final long SEED = 42;
    private static final float SIGNAL = 0.25f;

    private Inputs() {}

    /** Fills {@code x} with one pattern for each class under noise, {@code y} with the classes one-hot, a third of them wrong. */
    static void classes(Tensor x, Tensor y) {
        SplittableRandom random = new SplittableRandom(SEED);
        int classes = y.shape().last();
        int features = Math.toIntExact(x.size() / x.shape().dim(0));
        float[][] patterns = new float[classes][features];
        for (float[] pattern : patterns) {
            for (int f = 0; f < features; f++) {
                pattern[f] = (float) random.nextDouble();
            }
        }
        for (int row = 0; row < x.shape().dim(0); row++) {
            int c = random.nextInt(classes);
            int label = row % 3 == 2 ? random.nextInt(classes) : c;
            y.data()[y.offset() + row * classes + label] = 1;
            int at = x.offset() + row * features;
            for (int f = 0; f < features; f++) {
                x.data()[at + f] = SIGNAL * patterns[c][f] + (1 - SIGNAL) * (float) random.nextDouble();
            }
        }
    }

    static void noise(Tensor x) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < x.size(); i++) {
            x.data()[x.offset() + i] = (float) random.nextDouble() - 0.5f;
        }
    }
}
