package dev.cornet.layers;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Samples repeated along axes of size 1 and along axes that they lack, counted from the last. */
final class Broadcast {
    private Broadcast() {}

    static boolean fits(Shape a, Shape b) {
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            if (a.dim(-i) != b.dim(-i) && a.dim(-i) != 1 && b.dim(-i) != 1) {
                return false;
            }
        }
        return true;
    }

    static Shape join(Shape a, Shape b) {
        int[] dims = (a.rank() >= b.rank() ? a : b).toArray();
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            dims[dims.length - i] = a.dim(-i) == 1 ? b.dim(-i) : a.dim(-i);
        }
        return Shape.of(dims);
    }

    /** For each value of a sample of shape {@code out} in order, the place of the value in a sample of shape {@code in}. */
    static int[] places(Shape in, Shape out) {
        int[] places = new int[out.size()];
        int outStep = 1;
        int inStep = 1;
        for (int i = 1; i <= in.rank(); i++) {
            int size = out.dim(-i);
            if (in.dim(-i) != 1) {
                for (int at = 0; at < places.length; at++) {
                    places[at] += at / outStep % size * inStep;
                }
                inStep *= size;
            }
            outStep *= size;
        }
        return places;
    }

    static Tensor stretch(Tensor x, Shape sample, Pass pass) {
        int[] places = places(x.shape().withoutBatch(), sample);
        int rows = x.shape().dim(0);
        Tensor y = pass.tensor(sample.withBatch(rows));
        for (int r = 0; r < rows; r++) {
            int from = x.offset() + r * x.rowSize();
            int to = y.offset() + r * places.length;
            for (int i = 0; i < places.length; i++) {
                y.data()[to + i] = x.data()[from + places[i]];
            }
        }
        return y;
    }

    /** The sums over what {@link #stretch} repeats. */
    static Tensor sum(Tensor dy, Shape in, Pass pass) {
        int[] places = places(in.withoutBatch(), dy.shape().withoutBatch());
        Tensor dx = pass.zeros(in);
        for (int r = 0; r < in.dim(0); r++) {
            int from = dy.offset() + r * places.length;
            int to = dx.offset() + r * dx.rowSize();
            for (int i = 0; i < places.length; i++) {
                dx.data()[to + places[i]] += dy.data()[from + i];
            }
        }
        return dx;
    }
}
