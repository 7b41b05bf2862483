package dev.cornet.backend;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The numerical primitives that layers use.
 *
 * <p>Images are NHWC, kernels HWIO, where I is the number of channels per group ({@link ConvShape}). Axis 0 of images and outputs is the
 * batch; for the other axes only the number of values counts, so that the images of a one-dimensional convolution may be (batch, steps,
 * channels). Outputs are overwritten unless the method says "adds".
 *
 * <p>Implementations: every method is thread-safe; keeps no reference to its arguments, except in a {@link PackedWeights}; checks sizes and
 * offsets before it accesses memory ({@link ArgumentChecks}, {@link dev.cornet.exceptions.BackendException}); allocates no arrays after the
 * first calls ({@link Workspace}); and distributes its work over {@link WorkerPool#shared()} in a way that does not depend on the number of
 * threads, so that results are bitwise the same for any number of them.
 */
public interface Backend {
    /** Returns a line of text for the user: library, version, processor type, number of threads. */
    String describe();

    /** Returns this backend at the given precision; itself if it has only one precision. */
    default Backend at(Precision precision) {
        return this;
    }

    /**
     * c = a·b + β·c with a (m, k), b (k, n) and c (m, n), not transposed. With β = 0 the old values of c do not matter, even if NaN.
     *
     * <p>Products with a transposed matrix: {@code gemm(x.transpose(), dz, 1, dw)} is dw += xᵀ·dz.
     */
    void gemm(Matrix a, Matrix b, float beta, Matrix c);

    /**
     * The same for a, b and c moved along their arrays, to begin at the indices aAt, bAt and cAt instead of their offsets: a loop over time
     * steps or blocks moves one view and makes none.
     */
    default void gemm(Matrix a, int aAt, Matrix b, int bAt, float beta, Matrix c, int cAt) {
        gemm(a.at(aAt), b.at(bAt), beta, c.at(cAt));
    }

    /**
     * The same for whole tensors as matrices whose rows run along the last axis.
     *
     * @param transposeA whether the matrix a is the transposed tensor, (k, m) before
     * @param transposeB the same for b, (n, k) before
     */
    default void gemm(Tensor a, boolean transposeA, Tensor b, boolean transposeB, float beta, Tensor c) {
        ArgumentChecks.gemm(a, transposeA, b, transposeB, c);
        Matrix left = Matrix.of(a);
        Matrix right = Matrix.of(b);
        gemm(transposeA ? left.transpose() : left, transposeB ? right.transpose() : right, beta, Matrix.of(c));
    }

    /**
     * c = a·b + β·c for each pair of matrices along the last two axes of a (…, m, k), b (…, k, n) and c (…, m, n), whose axes before these
     * have the same sizes, as in NumPy's matmul.
     *
     * @param transposeA whether each matrix of a is transposed, (k, m) before
     * @param transposeB the same for b, (n, k) before
     */
    default void matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB, float beta, Tensor c) {
        BatchedGemm.run(this, a, transposeA, b, transposeB, beta, c);
    }

    /**
     * Adds each {@code rows} consecutive rows of x to one row of sum (…, n): all rows for the gradient of a bias (n), those of an image for
     * the sums over its pixels (batch, n).
     */
    default void addSumRows(Tensor x, int rows, Tensor sum) {
        int n = ArgumentChecks.sumRows(x, rows, sum);
        Matrix ones = Matrix.of(Workspace.ones(rows), 0, 1, rows);
        WorkerPool.shared().run(n == 0 ? 0 : sum.size() / n, i -> {
            Matrix part = Matrix.of(x.data(), x.offset() + i * rows * n, rows, n);
            gemm(ones, part, 1, Matrix.of(sum.data(), sum.offset() + i * n, 1, n));
        });
    }

    /**
     * y = epilogue(x ∗ w + bias), cross-correlation as in Keras.
     *
     * @param x batch × height × width × channels
     * @param w the kernel, kernelHeight × kernelWidth × channels/groups × filters, with one bias per filter, if any; if its cache has
     *     factors ({@link PackedWeights#hasFactors}), they are applied to the kernel
     * @param y batch × outHeight × outWidth × filters
     */
    void conv(ConvShape shape, Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y);

    /** dx = the gradient of {@link #conv}, without bias and epilogue, with respect to x. */
    void convBackwardInput(ConvShape shape, Tensor dy, Tensor w, Tensor dx);

    /** Adds to dw the gradient of {@link #conv} with respect to the kernel. */
    void convBackwardKernel(ConvShape shape, Tensor x, Tensor dy, Tensor dw);

    /**
     * Computes dx and adds to dw in one call, since some kernels share work between them. The bias and factors of w are not used; its
     * cache, if any, is that of the packed forms of the kernel.
     */
    default void convBackward(ConvShape shape, Tensor x, Tensor dy, WeightsAndBias w, Tensor dx, Tensor dw) {
        ArgumentChecks.conv(shape, dx, w.unscaled(), dy); // before anything is written
        convBackwardKernel(shape, x, dy, dw);
        convBackwardInput(shape, dy, w.unscaled(), dx);
    }

    /** Returns whether {@link #convMaxPool2x2} is faster than a convolution followed by a pooling. */
    default boolean fusesConvMaxPool2x2(ConvShape shape, int batch) {
        return false;
    }

    /**
     * Returns how many values {@link #convMaxPool2x2} may keep for its backward, in {@link MaxPooled#kept}, where keeping them is faster
     * than computing them twice.
     */
    default int convMaxPool2x2Kept(ConvShape shape, int batch) {
        return 0;
    }

    /**
     * Convolution with 2×2 max pooling: y = epilogue(maximum of each 2×2 block of z = x ∗ w + bias), for even outHeight and outWidth.
     *
     * @param results the tensors y and, if a backward follows, z and perhaps {@code kept}, which are overwritten
     */
    default void convMaxPool2x2(ConvShape shape, Tensor x, WeightsAndBias w, Epilogue epilogue, MaxPooled results) {
        ArgumentChecks.convMaxPool2x2(shape, x, w.unscaled(), results);
        Tensor y = results.y();
        Tensor outputs = results.z() == null ? ConvMaxPool2x2.outputs(shape, x) : results.z();
        conv(shape, x, w, Epilogue.LINEAR, outputs);
        maxPool(shape.window().poolGrid2x2(), ConvMaxPool2x2.asImages(shape, x, outputs), y);
        epilogue.apply(y.data(), y.offset(), y.offset() + y.size());
    }

    /**
     * The gradients of {@link #convMaxPool2x2}: computes dx and adds to dw. A null dx or dw is skipped.
     *
     * @param results the results of {@link #convMaxPool2x2}, with z, and with {@code kept} if that was given
     * @param dy the gradient of the maxima, 0 where the epilogue has replaced a maximum by another value
     */
    default void convMaxPool2x2Backward(
            ConvShape shape,
            Tensor x,
            MaxPooled results,
            Tensor dy,
            WeightsAndBias w,
            @Nullable Tensor dx,
            @Nullable Tensor dw) {
        ArgumentChecks.convMaxPool2x2Backward(shape, x, results, dy, w.unscaled(), dx, dw);
        Tensor z = ConvMaxPool2x2.asImages(shape, x, results.requireZ());
        Tensor dz = ConvMaxPool2x2.outputs(shape, x);
        maxPoolBackward(shape.window().poolGrid2x2(), z, results.y(), dy, dz);
        if (dw != null) {
            convBackwardKernel(shape, x, dz, dw);
        }
        if (dx != null) {
            convBackwardInput(shape, dz, w.unscaled(), dx);
        }
    }

    /** y = the maximum of each window of x (batch, …, channels), padding ignored. NaN in a window gives NaN. */
    void maxPool(Window window, Tensor x, Tensor y);

    /**
     * dx = the gradient of {@link #maxPool}: each dy goes to the first pixel of its window, in row-major order, that equals the maximum
     * y; if y is NaN, to the first NaN. A pixel that receives several dy, from overlapping windows, gets their sum; all others get 0.
     */
    void maxPoolBackward(Window window, Tensor x, Tensor y, Tensor dy, Tensor dx);

    /** y = the mean of each window of x (batch, …, channels), padding ignored. */
    void averagePool(Window window, Tensor x, Tensor y);

    /**
     * dx (batch, …, channels) = the gradient of {@link #averagePool}: each dy is divided evenly among the pixels of its window; a pixel of
     * several windows gets the sum of its shares.
     */
    void averagePoolBackward(Window window, Tensor dy, Tensor dx);

    /** y = eˣ; x and y may be the same values. Relative error below 2·10⁻⁷; below 2⁻¹²⁵ it may be 0. */
    void exp(Tensor x, Tensor y);

    /** y = tanh x; in place allowed. Absolute error below 10⁻⁶, relative below 10⁻⁶. */
    void tanh(Tensor x, Tensor y);

    /** y = 1/(1 + e⁻ˣ); in place allowed. Relative error below 5·10⁻⁷; below 2⁻¹²⁵ it may be 0. */
    void sigmoid(Tensor x, Tensor y);

    /** Each row of y, along the last axis of x, = softmax of that row of x, computed as e^(x − max)/Σ; in place allowed. */
    void softmaxRows(Tensor x, Tensor y);
}
