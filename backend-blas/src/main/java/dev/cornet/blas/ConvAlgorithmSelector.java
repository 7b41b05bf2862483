package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Precision;
import dev.cornet.backend.Window;

/**
 * Which kernel computes which convolution, the first row that fits:
 *
 * <pre>
 * no images                                                 columns, of which there are none
 * as many groups as channels, more than one                 depthwise
 * 3×3, stride 1, groups 1, channels > 6, channels·filters ≤ 2²⁵
 *     channels and filters ≥ 64, ≥ 48 tiles of 4×4, FAST   Winograd F(4×4, 3×3)
 *     else                                                  Winograd F(2×2, 3×3)
 * one cell, groups 1, no padding                            pointwise (a product with x as it lies)
 * channels ≤ 6, groups 1, more than one cell                few channels (matrix transposed)
 * stride 1, groups 1, windows reach < ¼ outWidth              shifted (a product for each cell)
 * else                                                      columns in tiles
 * what would need a workspace beyond bounds                 columns, or else plain loops
 * </pre>
 *
 * <p>A rule of sizes alone, so the bits do not depend on the machine's state. {@code benchmarks/run choice} times all forms at the shapes
 * of known networks and tells where another than the table's is faster.
 */
final class ConvAlgorithmSelector {
    /** Channels times filters whose transformed kernel fits into one array. */
    private static final int MOST_KERNEL = 1 << 25;

    private static final int WIDE = 64;
    private static final int LEAST_LARGE_TILES = 48;
    private static final int FEW = 6;

    /** How many times as wide as the reach of windows the rows must be for their ends, which are computed in vain, not to count. */
    private static final int WIDER = 4;

    private ConvAlgorithmSelector() {}

    static ConvKernel of(Gemm gemm, ConvShape shape, int batch, Precision precision) {
        return form(shape, batch, precision).kernel(gemm, shape, batch);
    }

    static ConvAlgorithm form(ConvShape shape, int batch, Precision precision) {
        ConvAlgorithm fastest = fastest(shape, batch, precision);
        if (WorkspaceSize.suffices(fastest, shape)) {
            return fastest;
        }
        return WorkspaceSize.suffices(ConvAlgorithm.COLUMNS, shape) ? ConvAlgorithm.COLUMNS : ConvAlgorithm.LOOPS;
    }

    private static ConvAlgorithm fastest(ConvShape shape, int batch, Precision precision) {
        if (batch == 0) {
            return ConvAlgorithm.COLUMNS;
        }
        if (shape.groups() > 1 && ConvAlgorithm.DEPTHWISE.fits(shape)) {
            return ConvAlgorithm.DEPTHWISE;
        }
        boolean few = shape.channels() <= FEW;
        if (ConvAlgorithm.WINOGRAD_F2.fits(shape) && !few && (long) shape.channels() * shape.filters() <= MOST_KERNEL) {
            boolean large = precision == Precision.FAST
                    && Math.min(shape.channels(), shape.filters()) >= WIDE
                    && largeTiles(shape.window(), batch) >= LEAST_LARGE_TILES;
            return large ? ConvAlgorithm.WINOGRAD_F4 : ConvAlgorithm.WINOGRAD_F2;
        }
        if (ConvAlgorithm.POINTWISE.fits(shape)) {
            return ConvAlgorithm.POINTWISE;
        }
        if (few && ConvAlgorithm.FEW_CHANNELS.fits(shape)) {
            return ConvAlgorithm.FEW_CHANNELS;
        }
        boolean wide = ConvAlgorithm.SHIFTED.fits(shape)
                && Kn2rowConv.reachAcross(shape.window()) * WIDER
                        < shape.window().outWidth();
        return wide ? ConvAlgorithm.SHIFTED : ConvAlgorithm.COLUMNS;
    }

    private static long largeTiles(Window g, int batch) {
        return (long) batch * ((g.outHeight() + 3) / 4) * ((g.outWidth() + 3) / 4);
    }
}
