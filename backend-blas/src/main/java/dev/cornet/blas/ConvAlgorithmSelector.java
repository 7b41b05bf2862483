package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Precision;
import dev.cornet.backend.Window;

/**
 * Rule that selects the algorithm for a convolution. The first row that applies decides:
 *
 * <pre>
 * batch of 0                                                im2col (does nothing)
 * as many groups as channels, more than one                 depthwise
 * 3×3, stride 1, groups 1, channels > 6, channels·filters ≤ 2²⁵
 *     channels and filters ≥ 64, ≥ 48 tiles of 4×4, FAST    Winograd F(4×4, 3×3)
 *     else                                                  Winograd F(2×2, 3×3)
 * 1×1 kernel, groups 1, no padding                          pointwise (one product, x in place)
 * channels ≤ 6, groups 1, kernel larger than 1×1            small channels (transposed im2col)
 * stride 1, groups 1, outWidth > 4·(kernelWidth−1)·dilation,
 *     small native calls                                    kn2row (one product for each kernel cell)
 * else                                                      im2col
 * more workspace than {@code WorkspaceLimit} allows         im2col, or else direct loops
 * </pre>
 *
 * <p>The rule depends on the sizes alone, so that results have the same bits whatever the machine's state ({@code
 * docs/decisions/2026-11-21-convolution-algorithms.md}). {@code benchmarks/run choice} times all algorithms at the shapes of known
 * networks and reports where an algorithm other than the selected one is faster.
 */
final class ConvAlgorithmSelector {
    /** The largest number of channels·filters whose Winograd-transformed kernel fits into one array. */
    private static final int MAX_KERNEL = 1 << 25;

    private static final int F4_MIN_CHANNELS = 64;
    private static final int F4_MIN_TILES = 48;
    private static final int SMALL_CHANNELS = 6;

    /** Minimum of outWidth/((kernelWidth−1)·dilation) for kn2row, which computes (kernelWidth−1)·dilation unused columns in each row. */
    private static final int KN2ROW_MIN_RATIO = 4;

    private ConvAlgorithmSelector() {}

    static ConvKernel kernel(Gemm gemm, ConvShape shape, int batch, Precision precision) {
        return select(shape, batch, precision, gemm.callSize()).createKernel(gemm, shape, batch);
    }

    static ConvAlgorithm select(ConvShape shape, int batch, Precision precision, NativeCallSize callSize) {
        ConvAlgorithm fastest = fastest(shape, batch, precision, callSize);
        if (WorkspaceLimit.allows(fastest, shape)) {
            return fastest;
        }
        return WorkspaceLimit.allows(ConvAlgorithm.IM2COL, shape) ? ConvAlgorithm.IM2COL : ConvAlgorithm.DIRECT;
    }

    private static ConvAlgorithm fastest(ConvShape shape, int batch, Precision precision, NativeCallSize callSize) {
        if (batch == 0) {
            return ConvAlgorithm.IM2COL;
        }
        if (shape.groups() > 1 && ConvAlgorithm.DEPTHWISE.supports(shape)) {
            return ConvAlgorithm.DEPTHWISE;
        }
        boolean fewChannels = shape.channels() <= SMALL_CHANNELS;
        if (ConvAlgorithm.WINOGRAD_F2.supports(shape)
                && !fewChannels
                && (long) shape.channels() * shape.filters() <= MAX_KERNEL) {
            boolean f4 = precision == Precision.FAST
                    && Math.min(shape.channels(), shape.filters()) >= F4_MIN_CHANNELS
                    && f4Tiles(shape.window(), batch) >= F4_MIN_TILES;
            return f4 ? ConvAlgorithm.WINOGRAD_F4 : ConvAlgorithm.WINOGRAD_F2;
        }
        if (ConvAlgorithm.POINTWISE.supports(shape)) {
            return ConvAlgorithm.POINTWISE;
        }
        if (fewChannels && ConvAlgorithm.SMALL_CHANNELS.supports(shape)) {
            return ConvAlgorithm.SMALL_CHANNELS;
        }
        boolean rowsAreWide = callSize == NativeCallSize.SMALL
                && ConvAlgorithm.KN2ROW.supports(shape)
                && Kn2rowConv.columnReach(shape.window()) * KN2ROW_MIN_RATIO
                        < shape.window().outWidth();
        return rowsAreWide ? ConvAlgorithm.KN2ROW : ConvAlgorithm.IM2COL;
    }

    private static long f4Tiles(Window window, int batch) {
        return (long) batch * ((window.outHeight() + 3) / 4) * ((window.outWidth() + 3) / 4);
    }
}
