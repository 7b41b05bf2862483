package dev.cornet.testing;

import dev.cornet.nn.Layer;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Random inputs, gradients and weights for checks, determined by a {@link RandomStream}. */
final class RandomTensors {
    private RandomTensors() {}

    /** One input per sample shape: integers in [0, below), or real numbers in (−2, 2) if {@code below} is 0. */
    static List<Tensor> inputs(List<Shape> samples, int rows, int below, RandomStream random) {
        List<Tensor> xs = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Shape shape = samples.get(i).withBatch(rows);
            xs.add(below == 0 ? distinct(shape, i, random.foldIn(i)) : integers(shape, below, random.foldIn(i)));
        }
        return xs;
    }

    /** The shapes of batches of these samples; the size of the batch is not known. */
    static List<Shape> batches(List<Shape> samples) {
        return samples.stream().map(sample -> sample.withBatch(-1)).toList();
    }

    private static Tensor integers(Shape shape, int below, RandomStream random) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = random.nextInt(i, below);
        }
        return x;
    }

    /**
     * Equally spaced values in (−2, 2) in random order: no ties for maxima, and none near the kink of relu. The values of different inputs
     * of one shape differ too.
     */
    private static Tensor distinct(Shape shape, int input, RandomStream random) {
        Tensor x = Tensor.zeros(shape);
        int[] order = random.permutation(x.size());
        double shift = (0.43 + 0.37 * input) % 1; // 0.43, 0.80, 0.17, …: a shift of 0 or 1/2 would allow x = 0
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) ((order[i] + shift) * 4 / x.size() - 2);
        }
        return x;
    }

    static Tensor uniform(Shape shape, RandomStream random) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) random.uniform(i, -1, 1);
        }
        return x;
    }

    /** Random values in (−1, −0.2) and (0.2, 1): none so small that an error in its derivative would be lost among rounding errors. */
    static Tensor awayFromZero(Shape shape, RandomStream random) {
        Tensor x = uniform(shape, random);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = 0.8f * x.data()[i] + Math.copySign(0.2f, x.data()[i]);
        }
        return x;
    }

    /** A random direction: normally distributed values, divided by their norm, so that no direction is preferred. */
    static Tensor direction(Shape shape, RandomStream random) {
        Tensor v = Tensor.zeros(shape);
        for (int i = 0; i < v.size(); i++) {
            v.data()[i] = (float) random.normal(i);
        }
        double norm = Math.sqrt(dot(v, v));
        for (int i = 0; i < v.size(); i++) {
            v.data()[i] /= (float) norm;
        }
        return v;
    }

    /**
     * Sets trainable and frozen weights to random values between −1 and 1, and states to values in (0.5, 1.5), so that they are valid
     * variances.
     */
    static void fill(Layer layer, RandomStream random) {
        int branch = 1000;
        for (Variable w : layer.variables()) {
            RandomStream stream = random.foldIn(branch++);
            Tensor values = w.isState() ? uniform(w.shape(), stream) : awayFromZero(w.shape(), stream);
            for (int i = 0; w.isState() && i < values.size(); i++) {
                values.data()[i] = 1 + values.data()[i] / 2;
            }
            w.assign(values);
        }
    }

    /** Σ aᵢ·bᵢ in double precision. */
    static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += (double) a.data()[a.offset() + i] * b.data()[b.offset() + i];
        }
        return sum;
    }
}
