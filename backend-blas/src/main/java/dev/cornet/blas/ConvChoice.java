package dev.cornet.blas;

import dev.cornet.backend.Precision;
import dev.cornet.backend.Window;

/**
 * Which kernel computes which convolution, the first row that fits:
 *
 * <pre>
 * 3×3, stride 1, groups 1, channels and filters ≥ 8
 *     channels and filters ≥ 64, ≥ 32 tiles of 4×4, FAST   Winograd F(4×4, 3×3)
 *     else                                                  Winograd F(2×2, 3×3)
 * channels ≤ 4, groups 1, more than one cell                few channels (matrix transposed)
 * one cell, groups 1, no padding                            pointwise (a product with x as it lies)
 * else                                                      columns in tiles
 * </pre>
 *
 * <p>A rule of sizes alone, so the bits do not depend on the machine's state. The figures behind it: {@code benchmarks/run kernels}.
 */
final class ConvChoice {
    private static final int LEAST_CHANNELS = 8;
    private static final int WIDE = 64;
    private static final int LEAST_LARGE_TILES = 32;
    private static final int FEW = 4;

    private static final WinogradMaps F2 = new WinogradF2();
    private static final WinogradMaps F4 = new WinogradF4();

    private ConvChoice() {}

    static ConvKernel of(Gemm gemm, Window g, int batch, int channels, int filters, int groups, Precision precision) {
        if (groups == 1 && is3x3(g) && Math.min(channels, filters) >= LEAST_CHANNELS) {
            WinogradMaps maps = large(g, batch, channels, filters, precision) ? F4 : F2;
            return new Winograd(gemm, maps, g, batch, channels, filters);
        }
        Im2col columns = new Im2col(gemm, g, batch, channels, filters, groups);
        if (groups == 1 && Pointwise.fits(g)) {
            return new Pointwise(gemm, g, batch, channels, filters, columns);
        }
        boolean few = groups == 1 && channels <= FEW && g.kernelCells() > 1;
        return few ? new FewChannels(gemm, g, batch, channels, filters, columns) : columns;
    }

    private static boolean is3x3(Window g) {
        return g.kernelHeight() == 3
                && g.kernelWidth() == 3
                && g.strideHeight() == 1
                && g.strideWidth() == 1
                && g.dilationHeight() == 1
                && g.dilationWidth() == 1;
    }

    private static boolean large(Window g, int batch, int channels, int filters, Precision precision) {
        long tiles = (long) batch * ((g.outHeight() + 3) / 4) * ((g.outWidth() + 3) / 4);
        return precision == Precision.FAST && Math.min(channels, filters) >= WIDE && tiles >= LEAST_LARGE_TILES;
    }
}
