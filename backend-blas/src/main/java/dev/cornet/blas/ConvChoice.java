package dev.cornet.blas;

import dev.cornet.backend.Precision;
import dev.cornet.backend.Window;

/**
 * Which kernel computes which convolution, the first row that fits:
 *
 * <pre>
 * 3×3, stride 1, groups 1, channels and filters ≥ 8, at most 2²⁵ of both
 *     channels and filters ≥ 64, ≥ 48 tiles of 4×4, FAST   Winograd F(4×4, 3×3)
 *     else                                                  Winograd F(2×2, 3×3)
 * channels ≤ 4, groups 1, more than one cell                few channels (matrix transposed)
 * one cell, groups 1, no padding                            pointwise (a product with x as it lies)
 * else                                                      columns in tiles
 * </pre>
 *
 * <p>A rule of sizes alone, so the bits do not depend on the machine's state. {@code benchmarks/run choice} times all forms at the shapes
 * of known networks and tells where another than the table's is faster.
 */
final class ConvChoice {
    private static final int LEAST_CHANNELS = 8;

    /** Channels times filters whose transformed kernel fits into one array. */
    private static final int MOST_KERNEL = 1 << 25;

    private static final int WIDE = 64;
    private static final int LEAST_LARGE_TILES = 48;
    private static final int FEW = 4;

    private ConvChoice() {}

    static ConvKernel of(Gemm gemm, Window g, int batch, int channels, int filters, int groups, Precision precision) {
        return form(g, batch, channels, filters, groups, precision).kernel(gemm, g, batch, channels, filters, groups);
    }

    static ConvForm form(Window g, int batch, int channels, int filters, int groups, Precision precision) {
        if (ConvForm.WINOGRAD_F2.fits(g, groups)
                && Math.min(channels, filters) >= LEAST_CHANNELS
                && (long) channels * filters <= MOST_KERNEL) {
            boolean large = large(g, batch, channels, filters, precision);
            return large ? ConvForm.WINOGRAD_F4 : ConvForm.WINOGRAD_F2;
        }
        if (ConvForm.POINTWISE.fits(g, groups)) {
            return ConvForm.POINTWISE;
        }
        boolean few = ConvForm.FEW_CHANNELS.fits(g, groups) && channels <= FEW;
        return few ? ConvForm.FEW_CHANNELS : ConvForm.COLUMNS;
    }

    private static boolean large(Window g, int batch, int channels, int filters, Precision precision) {
        long tiles = (long) batch * ((g.outHeight() + 3) / 4) * ((g.outWidth() + 3) / 4);
        return precision == Precision.FAST && Math.min(channels, filters) >= WIDE && tiles >= LEAST_LARGE_TILES;
    }
}
