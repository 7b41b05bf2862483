package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;

/** The convolution algorithms; {@link ConvAlgorithmSelector} selects one for given sizes. */
enum ConvAlgorithm {
    /** Loops over channels and pixels: {@link DepthwiseConv}. */
    DEPTHWISE,
    /** Winograd F(4×4, 3×3): {@link Winograd} with {@link WinogradF4}. */
    WINOGRAD_F4,
    /** Winograd F(2×2, 3×3): {@link Winograd} with {@link WinogradF2}. */
    WINOGRAD_F2,
    /** One matrix product of the pixels and the 1×1 kernel: {@link PointwiseConv}. */
    POINTWISE,
    /** Transposed im2col for few input channels: {@link SmallChannelConv}. */
    SMALL_CHANNELS,
    /** A sum of matrix products, one for each kernel cell: {@link Kn2rowConv}. */
    KN2ROW,
    /** Copies windows into a matrix and multiplies it: {@link Im2col}. */
    IM2COL,
    /** Plain loops without workspace: {@link DirectConv}. */
    DIRECT;

    /**
     * The largest number of input channels for which SMALL_CHANNELS fuses max pooling. Inputs of more channels are rarely raw images, so
     * their gradient is needed, which is slow with fused pooling.
     */
    private static final int MAX_IMAGE_CHANNELS = 4;

    private static final WinogradTransform F2 = new WinogradF2();
    private static final WinogradTransform F4 = new WinogradF4();

    /** True if this algorithm can compute the convolution, fast or not. */
    boolean supports(ConvShape shape) {
        Window window = shape.window();
        boolean ungrouped = shape.groups() == 1;
        return switch (this) {
            case DEPTHWISE -> shape.groups() == shape.channels();
            case WINOGRAD_F4, WINOGRAD_F2 -> ungrouped && is3x3(window);
            case POINTWISE -> ungrouped && PointwiseConv.supports(window);
            case SMALL_CHANNELS -> ungrouped && window.kernelCells() > 1;
            case KN2ROW -> ungrouped && Kn2rowConv.supports(window);
            case IM2COL, DIRECT -> true;
        };
    }

    /** True if the kernel is a {@link ConvMaxPoolKernel}, fusing the pooling saves time, and the outputs fill whole tiles. */
    boolean fusesMaxPool(ConvShape shape) {
        Window window = shape.window();
        return switch (this) {
            case WINOGRAD_F4 -> window.outHeight() % 4 + window.outWidth() % 4 == 0;
            case WINOGRAD_F2 -> true;
            case SMALL_CHANNELS -> shape.channels() <= MAX_IMAGE_CHANNELS;
            case DEPTHWISE, POINTWISE, KN2ROW, IM2COL, DIRECT -> false;
        };
    }

    ConvKernel createKernel(Gemm gemm, ConvShape shape, int batch) {
        return switch (this) {
            case DEPTHWISE -> new DepthwiseConv(shape, batch);
            case WINOGRAD_F4 -> new Winograd(gemm, F4, shape, batch);
            case WINOGRAD_F2 -> new Winograd(gemm, F2, shape, batch);
            case POINTWISE -> new PointwiseConv(gemm, shape, batch, new Im2col(gemm, shape, batch));
            case SMALL_CHANNELS -> new SmallChannelConv(gemm, shape, batch, new Im2col(gemm, shape, batch));
            case KN2ROW -> new Kn2rowConv(gemm, shape, batch);
            case IM2COL -> new Im2col(gemm, shape, batch);
            case DIRECT -> new DirectConv(shape);
        };
    }

    private static boolean is3x3(Window window) {
        return window.kernelHeight() == 3
                && window.kernelWidth() == 3
                && window.strideHeight() == 1
                && window.strideWidth() == 1
                && window.dilationHeight() == 1
                && window.dilationWidth() == 1;
    }
}
