package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;

/** The kernels of convolutions; {@link ConvAlgorithmSelector} tells which computes what. */
enum ConvAlgorithm {
    DEPTHWISE,
    WINOGRAD_F4,
    WINOGRAD_F2,
    POINTWISE,
    FEW_CHANNELS,
    SHIFTED,
    COLUMNS,
    LOOPS;

    /** Channels of images as they come, whose gradient nobody wants: the way back to them from maxima is slow in FEW_CHANNELS. */
    private static final int IMAGE = 4;

    private static final WinogradTransform F2 = new WinogradF2();
    private static final WinogradTransform F4 = new WinogradF4();

    /** True where this form can compute such a convolution, well or badly. */
    boolean fits(ConvShape shape) {
        Window g = shape.window();
        boolean whole = shape.groups() == 1;
        return switch (this) {
            case DEPTHWISE -> shape.groups() == shape.channels();
            case WINOGRAD_F4, WINOGRAD_F2 -> whole && is3x3(g);
            case POINTWISE -> whole && PointwiseConv.fits(g);
            case FEW_CHANNELS -> whole && g.kernelCells() > 1;
            case SHIFTED -> whole && Kn2rowConv.fits(g);
            case COLUMNS, LOOPS -> true;
        };
    }

    /** True where the kernel is a {@link ConvMaxPoolKernel} and worth it, for outputs that fill its tiles. */
    boolean makesMaxima(ConvShape shape) {
        Window g = shape.window();
        return switch (this) {
            case WINOGRAD_F4 -> g.outHeight() % 4 + g.outWidth() % 4 == 0;
            case WINOGRAD_F2 -> true;
            case FEW_CHANNELS -> shape.channels() <= IMAGE;
            case DEPTHWISE, POINTWISE, SHIFTED, COLUMNS, LOOPS -> false;
        };
    }

    ConvKernel kernel(Gemm gemm, ConvShape shape, int batch) {
        return switch (this) {
            case DEPTHWISE -> new DepthwiseConv(shape, batch);
            case WINOGRAD_F4 -> new Winograd(gemm, F4, shape, batch);
            case WINOGRAD_F2 -> new Winograd(gemm, F2, shape, batch);
            case POINTWISE -> new PointwiseConv(gemm, shape, batch, new Im2col(gemm, shape, batch));
            case FEW_CHANNELS -> new SmallChannelConv(gemm, shape, batch, new Im2col(gemm, shape, batch));
            case SHIFTED -> new Kn2rowConv(gemm, shape, batch);
            case COLUMNS -> new Im2col(gemm, shape, batch);
            case LOOPS -> new LoopConv(shape, batch);
        };
    }

    private static boolean is3x3(Window g) {
        return g.kernelHeight() == 3
                && g.kernelWidth() == 3
                && g.strideHeight() == 1
                && g.strideWidth() == 1
                && g.dilationHeight() == 1
                && g.dilationWidth() == 1;
    }
}
