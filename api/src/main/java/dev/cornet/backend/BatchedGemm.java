package dev.cornet.backend;

import dev.cornet.tensor.Tensor;

/** The products of {@link Backend#matmul}: small ones are divided among the worker threads, large ones are divided within each product. */
final class BatchedGemm {
    /** The number of multiplications above which a product is divided itself. */
    private static final long LARGE = 1 << 21;

    /** The number of multiplications per task of small products. */
    private static final long GRAIN = 1 << 17;

    private BatchedGemm() {}

    static void run(Backend backend, Tensor a, boolean transposeA, Tensor b, boolean transposeB, float beta, Tensor c) {
        int count = ArgumentChecks.matmul(a, transposeA, b, transposeB, c);
        Matrix left = first(a, transposeA);
        Matrix right = first(b, transposeB);
        Matrix product = first(c, false);
        int aSize = size(left);
        int bSize = size(right);
        int cSize = size(product);
        long multiplications = Math.max(1, (long) cSize * left.columns());
        WorkerPool.Range range = (from, to) -> {
            for (int i = from; i < to; i++) {
                int aAt = a.offset() + i * aSize;
                backend.gemm(left, aAt, right, b.offset() + i * bSize, beta, product, c.offset() + i * cSize);
            }
        };
        if (multiplications >= LARGE) {
            range.run(0, count);
        } else {
            WorkerPool.shared().range(count, (int) Math.max(1, GRAIN / multiplications), range);
        }
    }

    private static Matrix first(Tensor x, boolean transposed) {
        int rank = x.shape().rank();
        Matrix matrix = Matrix.of(
                x.data(), x.offset(), x.shape().dim(rank - 2), x.shape().dim(rank - 1));
        return transposed ? matrix.transpose() : matrix;
    }

    private static int size(Matrix m) {
        return m.rows() * m.columns();
    }
}
