package dev.cornet.backend;

import org.jspecify.annotations.Nullable;

/**
 * The primitives that layers ask of the machine, over raw arrays.
 *
 * <p>An array argument {@code a} is followed by {@code aOff}, the index of its first value. Matrices are dense and row-major with a
 * leading dimension ({@code lda}: values from one row to the next); images are NHWC, kernels HWIO, where I
 * are the channels of one group ({@link ConvShape}). Outputs are written in full unless a line says "adds".
 *
 * <p>Implementers: every method may be called from any number of threads at once, keeps nothing of its
 * arguments but in a {@link PackedWeights}, checks offsets and
 * lengths before it touches memory ({@link dev.cornet.exceptions.BackendException}), allocates nothing in a steady state, cuts its work over
 * {@link WorkerPool#shared()} by a rule that does not look at the number of threads, and so returns the same bits for any number of them.
 */
public interface Backend {
    /** One line for people: which library, version, processor type, threads. */
    String describe();

    /** The same backend with kernels as exact as this asks for; itself where there is no choice. */
    default Backend at(Precision precision) {
        return this;
    }

    /** c = α·op(a)·op(b) + β·c with op(a) m×k, op(b) k×n, c m×n; β = 0 overwrites c whatever it held. */
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
     * @param kept where the kernel keeps forms of this w that it makes, to find them in the next call, or null; where it
     *     {@link PackedWeights#scales}, the kernel is w times its factors
     * @param bias filters values, or null
     * @param y batch × outHeight × outWidth × filters
     */
    void conv(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff);

    /** dx = the gradient of {@link #conv} (without bias and epilogue) with respect to x. */
    void convBackwardInput(
            ConvShape shape, int batch, float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff);

    /** Adds to dw the gradient of {@link #conv} with respect to w. */
    void convBackwardKernel(
            ConvShape shape, int batch, float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff);

    /** Both gradients, which share work in some kernels: dx, and dw added to; {@code kept}, if any, may hold forms of w. */
    default void convBackward(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float[] dx,
            int dxOff,
            float[] dw,
            int dwOff) {
        ArgumentChecks.conv(shape, batch, dx, dxOff, w, wOff, dy, dyOff); // all before the first writes
        convBackwardKernel(shape, batch, x, xOff, dy, dyOff, dw, dwOff);
        convBackwardInput(shape, batch, dy, dyOff, w, wOff, dx, dxOff);
    }

    /** True where {@link #convMaxima} is less work than a convolution and its pooling one after the other. */
    default boolean makesConvMaxima(ConvShape shape, int batch) {
        return false;
    }

    /**
     * y = epilogue(the largest of each 2×2 block of z = x ∗ w + bias), for even outHeight and outWidth.
     *
     * @param z batch·outHeight·outWidth·filters values that the way back reads, in an order of the backend's own; null where nobody goes it
     * @param y batch × outHeight/2 × outWidth/2 × filters
     */
    default void convMaxima(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff) {
        ArgumentChecks.maxima(shape, batch, x, xOff, w, wOff, z, zOff, y, yOff);
        Window blocks = shape.window().poolGrid2x2();
        float[] outputs =
                z == null ? Workspace.floats(Workspace.OF_SEAM, Math.multiplyExact(batch, shape.outputs())) : z;
        int at = z == null ? 0 : zOff;
        conv(shape, batch, x, xOff, w, wOff, kept, bias, biasOff, Epilogue.LINEAR, outputs, at);
        maxPool(blocks, batch, shape.filters(), outputs, at, y, yOff);
        epilogue.apply(y, yOff, yOff + batch * shape.outputs() / 4);
    }

    /**
     * Both gradients of {@link #convMaxima}: dx, and dw added to; each may be null, where it is not wanted.
     *
     * @param z as it was made
     * @param y as it was made
     * @param dy the gradient of the maxima: 0 where the epilogue has put another value into the place of one
     */
    default void convMaximaBackward(
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
            @Nullable PackedWeights kept,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff) {
        ArgumentChecks.maximaBackward(
                shape, batch, x, xOff, z, zOff, y, yOff, dy, dyOff, w, wOff, dx, dxOff, dw, dwOff);
        Window blocks = shape.window().poolGrid2x2();
        float[] dz = Workspace.floats(Workspace.OF_SEAM, batch * shape.outputs());
        maxPoolBackward(blocks, batch, shape.filters(), z, zOff, y, yOff, dy, dyOff, dz, 0);
        if (dw != null) {
            convBackwardKernel(shape, batch, x, xOff, dz, 0, dw, dwOff);
        }
        if (dx != null) {
            convBackwardInput(shape, batch, dz, 0, w, wOff, dx, dxOff);
        }
    }

    /** y = the largest real cell of each window; padding never wins. NaN in a window gives NaN. */
    void maxPool(Window window, int batch, int channels, float[] x, int xOff, float[] y, int yOff);

    /** dx = dy sent to the first cell (rows first) that holds the window's maximum y, infinite or not; where y is NaN, to the first NaN. */
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

    /** y = the mean over the real cells of each window. */
    void averagePool(Window window, int batch, int channels, float[] x, int xOff, float[] y, int yOff);

    /** dx = dy shared evenly among the real cells of each window. */
    void averagePoolBackward(Window window, int batch, int channels, float[] dy, int dyOff, float[] dx, int dxOff);

    /** y = eˣ, n values; x and y may be the same array at the same offset. Relative error below 2·10⁻⁷; below 2⁻¹²⁵ it may be 0. */
    void exp(int n, float[] x, int xOff, float[] y, int yOff);

    /** y = tanh x, n values; in place allowed. Absolute error below 10⁻⁶, relative below 10⁻⁶. */
    void tanh(int n, float[] x, int xOff, float[] y, int yOff);

    /** y = 1/(1 + e⁻ˣ), n values; in place allowed. Relative error below 5·10⁻⁷; below 2⁻¹²⁵ it may be 0. */
    void sigmoid(int n, float[] x, int xOff, float[] y, int yOff);

    /** Each row of y = softmax of that row of x, as e^(x − max)/Σ; in place allowed. */
    void softmaxRows(int rows, int columns, float[] x, int xOff, float[] y, int yOff);
}
