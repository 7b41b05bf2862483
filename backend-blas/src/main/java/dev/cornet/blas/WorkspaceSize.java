package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;

/** How much workspace the forms of a convolution need in each thread, where that grows with the options and not with the tile alone. */
final class WorkspaceSize {
    /** Values of the largest workspace of a thread: 128 MB. */
    private static final long MOST = 1 << 25;

    private WorkspaceSize() {}

    /** True where the form keeps within bounds. */
    static boolean suffices(ConvAlgorithm form, ConvShape shape) {
        Window g = shape.window();
        double depth = (double) g.kernelCells() * shape.groupChannels();
        double rows = reach(g.kernelHeight(), g.dilationHeight());
        double columns = reach(g.kernelWidth(), g.dilationWidth());
        double widest = Math.max(shape.channels(), shape.filters());
        double values = switch (form) {
            case DEPTHWISE -> rows * g.kernelWidth() * Math.max(DepthwiseTile.VALUES, widest);
            case FEW_CHANNELS ->
                Math.max(
                        2 * (depth + 1) * g.outWidth(),
                        shape.channels()
                                * (rows + 2.0 * g.strideHeight())
                                * (columns + (g.outWidth() + 2.0) * g.strideWidth()));
            case SHIFTED -> (rows + 1) * (columns + Math.max(g.width(), g.outWidth())) * widest;
            case COLUMNS -> depth * Math.max(g.width(), g.outWidth());
            case POINTWISE, WINOGRAD_F2, WINOGRAD_F4, LOOPS -> 0;
        };
        return values <= MOST;
    }

    private static double reach(int cells, int dilation) {
        return (cells - 1.0) * dilation + 1;
    }
}
