package dev.cornet.blas;

import dev.cornet.backend.Window;

/** The kernels of convolutions; {@link ConvChoice} tells which computes what. */
enum ConvForm {
    WINOGRAD_F4,
    WINOGRAD_F2,
    POINTWISE,
    FEW_CHANNELS,
    COLUMNS;

    private static final WinogradMaps F2 = new WinogradF2();
    private static final WinogradMaps F4 = new WinogradF4();

    /** True where this form can compute such a convolution, well or badly. */
    boolean fits(Window g, int groups) {
        return switch (this) {
            case WINOGRAD_F4, WINOGRAD_F2 -> groups == 1 && is3x3(g);
            case POINTWISE -> groups == 1 && Pointwise.fits(g);
            case FEW_CHANNELS -> groups == 1 && g.kernelCells() > 1;
            case COLUMNS -> true;
        };
    }

    /** True where the kernel is a {@link MaximaKernel}, for outputs that fill its tiles. */
    boolean makesMaxima(Window g) {
        return switch (this) {
            case WINOGRAD_F4 -> g.outHeight() % 4 + g.outWidth() % 4 == 0;
            case WINOGRAD_F2, FEW_CHANNELS -> true;
            case POINTWISE, COLUMNS -> false;
        };
    }

    ConvKernel kernel(Gemm gemm, Window g, int batch, int channels, int filters, int groups) {
        if (this == WINOGRAD_F4 || this == WINOGRAD_F2) {
            return new Winograd(gemm, this == WINOGRAD_F4 ? F4 : F2, g, batch, channels, filters);
        }
        Im2col columns = new Im2col(gemm, g, batch, channels, filters, groups);
        return switch (this) {
            case POINTWISE -> new Pointwise(gemm, g, batch, channels, filters, columns);
            case FEW_CHANNELS -> new FewChannels(gemm, g, batch, channels, filters, columns);
            default -> columns;
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
