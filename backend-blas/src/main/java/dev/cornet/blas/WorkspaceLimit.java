package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;

/**
 * Limit on the workspace of a convolution algorithm in each thread, for algorithms whose workspace grows with the layer's options and not
 * only with the tile.
 */
final class WorkspaceLimit {
    /** The largest number of workspace values of a thread: 128 MB. */
    private static final long MAX_VALUES = 1 << 25;

    private WorkspaceLimit() {}

    /** True if the algorithm's workspace stays within the limit. */
    static boolean allows(ConvAlgorithm algorithm, ConvShape shape) {
        Window window = shape.window();
        double depth = (double) window.kernelCells() * shape.groupChannels();
        double rows = extent(window.kernelHeight(), window.dilationHeight());
        double columns = extent(window.kernelWidth(), window.dilationWidth());
        double maxChannels = Math.max(shape.channels(), shape.filters());
        double values = switch (algorithm) {
            case DEPTHWISE -> rows * window.kernelWidth() * Math.max(DepthwiseTile.VALUES, maxChannels);
            case SMALL_CHANNELS ->
                Math.max(
                        2 * (depth + 1) * window.outWidth(),
                        shape.channels()
                                * (rows + 2.0 * window.strideHeight())
                                * (columns + (window.outWidth() + 2.0) * window.strideWidth()));
            case KN2ROW -> (rows + 1) * (columns + Math.max(window.width(), window.outWidth())) * maxChannels;
            case IM2COL -> depth * Math.max(window.width(), window.outWidth());
            case POINTWISE, WINOGRAD_F2, WINOGRAD_F4, DIRECT -> 0;
        };
        return values <= MAX_VALUES;
    }

    private static double extent(int cells, int dilation) {
        return (cells - 1.0) * dilation + 1;
    }
}
