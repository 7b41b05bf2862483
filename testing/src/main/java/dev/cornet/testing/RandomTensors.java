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
            xs.add(below == 0 ? distinct(shape, random.foldIn(i)) : integers(shape, below, random.foldIn(i)));
        }
        return xs;
    }

    private static Tensor integers(Shape shape, int below, RandomStream random) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = random.nextInt(i, below);
        }
        return x;
    }

    /** Equally spaced values in (−2, 2) in random order, none of them 0: no ties for maxima, and none near the kink of relu. */
    private static Tensor distinct(Shape shape, RandomStream random) {
        Tensor x = Tensor.zeros(shape);
        int[] order = random.permutation(x.size());
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) ((order[i] + 0.43) * 4 / x.size() - 2);
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

    static Tensor signs(Shape shape, RandomStream random) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = random.nextInt(i, 2) == 0 ? -1 : 1;
        }
        return x;
    }

    /** Sets trainable and frozen weights to random values in (−1, 1), and states to values in (0.5, 1.5), so that they are valid variances. */
    static void fill(Layer layer, RandomStream random) {
        int branch = 1000;
        for (Variable w : layer.variables()) {
            Tensor values = uniform(w.shape(), random.foldIn(branch++));
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
