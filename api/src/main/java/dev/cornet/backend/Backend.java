package dev.cornet.backend;

import org.jspecify.annotations.Nullable;

/**
 * The numerical primitives that layers use, on raw arrays.
 *
 * <p>An array argument {@code a} is followed by {@code aOff}, the index of its first value. Matrices are dense and row-major with a leading
 * dimension ({@code lda}: the distance between the beginnings of consecutive rows). Images are NHWC, kernels HWIO, where I is the number of
 * channels per group ({@link ConvShape}). Outputs are overwritten unless the method says "adds".
 *
 * <p>Implementations: every method is thread-safe; keeps no reference to its arguments, except in a {@link PackedWeights}; checks offsets
 * and lengths before it accesses memory ({@link dev.cornet.exceptions.BackendException}); allocates nothing after the first calls; and
 * distributes its work over {@link WorkerPool#shared()} in a way that does not depend on the number of threads, so that results are bitwise
 * the same for any number of them.
 */
public interface Backend {
    /** Returns a line of text for the user: library, version, processor type, number of threads. */
    String describe();

    /** Returns this backend at the given precision; itself if it has only one precision. */
    default Backend at(Precision precision) {
        return this;
    }

    /** c = α·op(a)·op(b) + β·c with op(a) m×k, op(b) k×n, c m×n. With β = 0 the old values of c do not matter, even if NaN. */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc);

    /**
     * y = epilogue(x ∗ w + bias), cross-correlation as in Keras.
     *
     * @param x batch × height × width × channels
     * @param w kernelHeight × kernelWidth × channels/groups × filters
     * @param packed the cache for packed forms of w, or null; if it has factors ({@link PackedWeights#hasFactors}), they are applied to w
     * @param bias one value per filter, or null
     * @param y batch × outHeight × outWidth × filters
     */
    void conv(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff);

    /** dx = the gradient of {@link #conv}, without bias and epilogue, with respect to x. */
    void convBackwardInput(
            ConvShape shape, int batch, float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff);

    /** Adds to dw the gradient of {@link #conv} with respect to w. */
    void convBackwardKernel(
            ConvShape shape, int batch, float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff);

    /**
     * Computes dx and adds to dw in one call, since some kernels share work between them. {@code packed}, if any, caches packed forms of w.
     */
    default void convBackward(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float[] dx,
            int dxOff,
            float[] dw,
            int dwOff) {
        ArgumentChecks.conv(shape, batch, dx, dxOff, w, wOff, dy, dyOff); // before anything is written
        convBackwardKernel(shape, batch, x, xOff, dy, dyOff, dw, dwOff);
        convBackwardInput(shape, batch, dy, dyOff, w, wOff, dx, dxOff);
    }

    /** Returns whether {@link #convMaxPool2x2} is faster than a convolution followed by a pooling. */
    default boolean fusesConvMaxPool2x2(ConvShape shape, int batch) {
        return false;
    }

    /**
     * Convolution with 2×2 max pooling: y = epilogue(maximum of each 2×2 block of z = x ∗ w + bias), for even outHeight and outWidth.
     *
     * @param z batch·outHeight·outWidth·filters values for {@link #convMaxPool2x2Backward}, in an order that the backend chooses;
     *     null if there is no backward
     * @param y batch × outHeight/2 × outWidth/2 × filters
     */
    default void convMaxPool2x2(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff) {
        ArgumentChecks.convMaxPool2x2(shape, batch, x, xOff, w, wOff, z, zOff, y, yOff);
        Window grid = shape.window().poolGrid2x2();
        float[] outputs = z == null
                ? Workspace.floats(Workspace.BACKEND_DEFAULTS, Math.multiplyExact(batch, shape.outputs()))
                : z;
        int at = z == null ? 0 : zOff;
        conv(shape, batch, x, xOff, w, wOff, packed, bias, biasOff, Epilogue.LINEAR, outputs, at);
        maxPool(grid, batch, shape.filters(), outputs, at, y, yOff);
        epilogue.apply(y, yOff, yOff + batch * shape.outputs() / 4);
    }

    /**
     * The gradients of {@link #convMaxPool2x2}: computes dx and adds to dw. A null dx or dw is skipped.
     *
     * @param z the values of z that {@link #convMaxPool2x2} has written
     * @param y the result of {@link #convMaxPool2x2}
     * @param dy the gradient of the maxima, 0 where the epilogue has replaced a maximum by another value
     */
    default void convMaxPool2x2Backward(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] z,
            int zOff,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff) {
        ArgumentChecks.convMaxPool2x2Backward(
                shape, batch, x, xOff, z, zOff, y, yOff, dy, dyOff, w, wOff, dx, dxOff, dw, dwOff);
        Window grid = shape.window().poolGrid2x2();
        float[] dz = Workspace.floats(Workspace.BACKEND_DEFAULTS, batch * shape.outputs());
        maxPoolBackward(grid, batch, shape.filters(), z, zOff, y, yOff, dy, dyOff, dz, 0);
        if (dw != null) {
            convBackwardKernel(shape, batch, x, xOff, dz, 0, dw, dwOff);
        }
        if (dx != null) {
            convBackwardInput(shape, batch, dz, 0, w, wOff, dx, dxOff);
        }
    }

    /** y = the maximum of each window, padding ignored. NaN in a window gives NaN. */
    void maxPool(Window window, int batch, int channels, float[] x, int xOff, float[] y, int yOff);

    /**
     * dx = the gradient of {@link #maxPool}: each dy goes to the first pixel of its window, in row-major order, that equals the maximum
     * y; if y is NaN, to the first NaN. A pixel that receives several dy, from overlapping windows, gets their sum; all others get 0.
     */
    void maxPoolBackward(
            Window window,
            int batch,
            int channels,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] dx,
            int dxOff);

    /** y = the mean of each window, padding ignored. */
    void averagePool(Window window, int batch, int channels, float[] x, int xOff, float[] y, int yOff);

    /**
     * dx = the gradient of {@link #averagePool}: each dy is divided evenly among the pixels of its window; a pixel of several windows
     * gets the sum of its shares.
     */
    void averagePoolBackward(Window window, int batch, int channels, float[] dy, int dyOff, float[] dx, int dxOff);

    /** y = eˣ, n values; x and y may be the same array at the same offset. Relative error below 2·10⁻⁷; below 2⁻¹²⁵ it may be 0. */
    void exp(int n, float[] x, int xOff, float[] y, int yOff);

    /** y = tanh x, n values; in place allowed. Absolute error below 10⁻⁶, relative below 10⁻⁶. */
    void tanh(int n, float[] x, int xOff, float[] y, int yOff);

    /** y = 1/(1 + e⁻ˣ), n values; in place allowed. Relative error below 5·10⁻⁷; below 2⁻¹²⁵ it may be 0. */
    void sigmoid(int n, float[] x, int xOff, float[] y, int yOff);

    /** Each row of y = softmax of that row of x, computed as e^(x − max)/Σ; in place allowed. */
    void softmaxRows(int rows, int columns, float[] x, int xOff, float[] y, int yOff);
}
