package dev.cornet.testing;

import dev.cornet.nn.Layer;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Random tensors for checks; the same for the same noise. */
final class Draws {
    private Draws() {}

    /** Random inputs: whole numbers below {@code below}, or where it is 0 values of -2 … 2. */
    static List<Tensor> inputs(List<Shape> samples, int rows, int below, RandomStream noise) {
        List<Tensor> xs = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Shape shape = samples.get(i).withBatch(rows);
            xs.add(below == 0 ? distinct(shape, noise.foldIn(i)) : whole(shape, below, noise.foldIn(i)));
        }
        return xs;
    }

    private static Tensor whole(Shape shape, int below, RandomStream noise) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = noise.nextInt(i, below);
        }
        return x;
    }

    /** Values of −2 … 2 in equal steps and random order, none 0: maxima have no ties and relu no kink nearby. */
    private static Tensor distinct(Shape shape, RandomStream noise) {
        Tensor x = Tensor.zeros(shape);
        int[] order = noise.permutation(x.size());
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) ((order[i] + 0.43) * 4 / x.size() - 2);
        }
        return x;
    }

    static Tensor uniform(Shape shape, RandomStream noise) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) noise.uniform(i, -1, 1);
        }
        return x;
    }

    static Tensor signs(Shape shape, RandomStream noise) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = noise.nextInt(i, 2) == 0 ? -1 : 1;
        }
        return x;
    }

    /** Random weights, and states that can be variances. */
    static void fill(Layer layer, RandomStream noise) {
        int branch = 1000;
        for (Variable w : layer.variables()) {
            Tensor values = uniform(w.shape(), noise.foldIn(branch++));
            for (int i = 0; w.isState() && i < values.size(); i++) {
                values.data()[i] = 1 + values.data()[i] / 2;
            }
            w.assign(values);
        }
    }

    static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += (double) a.data()[a.offset() + i] * b.data()[b.offset() + i];
        }
        return sum;
    }
}
