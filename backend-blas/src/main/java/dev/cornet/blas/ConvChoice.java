package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Precision;
import dev.cornet.backend.Window;

/**
 * Which kernel computes which convolution, the first row that fits:
 *
 * <pre>
 * as many groups as channels, more than one                 depthwise
 * 3×3, stride 1, groups 1, channels and filters ≥ 8, at most 2²⁵ of both
 *     channels and filters ≥ 64, ≥ 48 tiles of 4×4, FAST   Winograd F(4×4, 3×3)
 *     else                                                  Winograd F(2×2, 3×3)
 * one cell, groups 1, no padding                            pointwise (a product with x as it lies)
 * channels ≤ 4, groups 1, more than one cell                few channels (matrix transposed)
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

    static ConvKernel of(Gemm gemm, ConvShape shape, int batch, Precision precision) {
        return form(shape, batch, precision).kernel(gemm, shape, batch);
    }

    static ConvForm form(ConvShape shape, int batch, Precision precision) {
        if (shape.groups() > 1 && ConvForm.DEPTHWISE.fits(shape)) {
            return ConvForm.DEPTHWISE;
        }
        int least = Math.min(shape.channels(), shape.filters());
        if (ConvForm.WINOGRAD_F2.fits(shape)
                && least >= LEAST_CHANNELS
                && (long) shape.channels() * shape.filters() <= MOST_KERNEL) {
            boolean large = precision == Precision.FAST
                    && least >= WIDE
                    && largeTiles(shape.window(), batch) >= LEAST_LARGE_TILES;
            return large ? ConvForm.WINOGRAD_F4 : ConvForm.WINOGRAD_F2;
        }
        if (ConvForm.POINTWISE.fits(shape)) {
            return ConvForm.POINTWISE;
        }
        boolean few = ConvForm.FEW_CHANNELS.fits(shape) && shape.channels() <= FEW;
        return few ? ConvForm.FEW_CHANNELS : ConvForm.COLUMNS;
    }

    private static long largeTiles(Window g, int batch) {
        return (long) batch * ((g.outHeight() + 3) / 4) * ((g.outWidth() + 3) / 4);
    }
}
