package dev.cornet.layers;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Broadcasting of samples as in NumPy: axes are aligned from the last one on; axes of size 1 and missing axes are repeated. */
final class Broadcast {
    private Broadcast() {}

    static boolean areCompatible(Shape a, Shape b) {
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            if (a.dim(-i) != b.dim(-i) && a.dim(-i) != 1 && b.dim(-i) != 1) {
                return false;
            }
        }
        return true;
    }

    static Shape resultShape(Shape a, Shape b) {
        int[] dims = (a.rank() >= b.rank() ? a : b).toArray();
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            dims[dims.length - i] = a.dim(-i) == 1 ? b.dim(-i) : a.dim(-i);
        }
        return Shape.of(dims);
    }

    /** For each value of a sample of shape {@code out}, the index of its source value in a sample of shape {@code in}. */
    static int[] sourceIndices(Shape in, Shape out) {
        int[] indices = new int[out.size()];
        int outStep = 1;
        int inStep = 1;
        for (int i = 1; i <= in.rank(); i++) {
            int size = out.dim(-i);
            if (in.dim(-i) != 1) {
                for (int at = 0; at < indices.length; at++) {
                    indices[at] += at / outStep % size * inStep;
                }
                inStep *= size;
            }
            outStep *= size;
        }
        return indices;
    }

    /** x repeated to the shape {@code out}, which has the same rows. */
    static Tensor broadcast(Tensor x, Shape out, Pass pass) {
        int[] indices = sourceIndices(x.shape().withoutBatch(), out.withoutBatch());
        int rows = x.shape().dim(0);
        Tensor y = pass.tensor(out);
        for (int r = 0; r < rows; r++) {
            int from = x.offset() + r * x.rowSize();
            int to = y.offset() + r * indices.length;
            for (int i = 0; i < indices.length; i++) {
                y.data()[to + i] = x.data()[from + indices[i]];
            }
        }
        return y;
    }

    /** The gradient of {@link #broadcast}: dy summed over the repeated values, in the shape {@code in}. */
    static Tensor sumTo(Tensor dy, Shape in, Pass pass) {
        int[] indices = sourceIndices(in.withoutBatch(), dy.shape().withoutBatch());
        Tensor dx = pass.zeros(in);
        for (int r = 0; r < in.dim(0); r++) {
            int from = dy.offset() + r * indices.length;
            int to = dx.offset() + r * dx.rowSize();
            for (int i = 0; i < indices.length; i++) {
                dx.data()[to + indices[i]] += dy.data()[from + i];
            }
        }
        return dx;
    }
}
