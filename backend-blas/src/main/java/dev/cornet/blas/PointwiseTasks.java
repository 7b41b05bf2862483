package dev.cornet.blas;

/**
 * The tasks of a 1×1 convolution: blocks of pixels times blocks of filters. The cut depends on the sizes alone; it minimises an estimated
 * time, see {@code docs/decisions/2026-11-21-weight-panels.md} and {@code docs/decisions/2026-12-01-size-of-native-calls.md}.
 */
record PointwiseTasks(int pixels, int filters, int pixelBlocks, int filterBlocks) {
    /** The smallest number of multiply-adds of a task, so that scheduling it costs little in comparison. */
    private static final int MIN_TASK = 1 << 20;

    private static final int MIN_BLOCK_PIXELS = 96;

    // Costs in multiply-adds that take the same time: copying a value of y, starting to copy a row.
    private static final double COPY_COST = 10;
    private static final double ROW_COPY_COST = 1000;

    /**
     * What depends on the size of native calls.
     *
     * @param blockValues the largest number of values of a block of pixels, and of its results, so that it stays in one core's cache; a block
     *     has at least {@link #MIN_BLOCK_PIXELS} pixels
     * @param readCost multiply-adds that take as long as reading a value of x or w, or packing it for a large call
     * @param taskMultiple the number of tasks is rounded up to a multiple of this in the cost, so that 2 or 4 cores finish together; also 8,
     *     where it costs little to read values more often
     */
    private record Costs(int blockValues, double readCost, int taskMultiple) {
        static Costs of(NativeCallSize callSize) {
            return switch (callSize) {
                case SMALL -> new Costs(1 << 16, 6, 8);
                case LARGE -> new Costs(1 << 18, 30, 4);
            };
        }
    }

    static PointwiseTasks of(int pixels, int channels, int filters, NativeCallSize callSize) {
        Costs costs = Costs.of(callSize);
        int columnBlocks = ceilDiv(filters, PanelLayout.BLOCK);
        long maxTasks = Math.max(1, (long) pixels * channels * filters / MIN_TASK);
        int maxFilterBlocks = (int) Math.min(Math.min(2L * costs.taskMultiple, maxTasks), columnBlocks);
        PointwiseTasks best = new PointwiseTasks(pixels, filters, 1, 1);
        double least = Double.MAX_VALUE;
        for (int filterBlocks = 1; filterBlocks <= maxFilterBlocks; filterBlocks++) {
            int widest = Math.max(channels, ceilDiv(columnBlocks, filterBlocks) * PanelLayout.BLOCK);
            int fittingPixels = Math.max(MIN_BLOCK_PIXELS, costs.blockValues / widest);
            int minPixelBlocks = ceilDiv(pixels, fittingPixels);
            int[] wanted = {
                costs.taskMultiple, 2 * costs.taskMultiple, roundUp(minPixelBlocks * filterBlocks, costs.taskMultiple)
            };
            for (int tasks : wanted) {
                int pixelBlocks =
                        Math.min(pixels, Math.max(minPixelBlocks, (int) Math.min(maxTasks, tasks) / filterBlocks));
                PointwiseTasks cut = new PointwiseTasks(pixels, filters, pixelBlocks, filterBlocks);
                double cost = cut.cost(channels, costs);
                if (cost < least) {
                    least = cost;
                    best = cut;
                }
            }
        }
        return best;
    }

    /**
     * Estimated time per value of y: its multiply-adds, and its share of the time for reading and copying blocks and waiting for the last
     * tasks.
     */
    private double cost(int channels, Costs costs) {
        double reading = costs.readCost * channels * ((double) pixelBlocks / pixels + (double) filterBlocks / filters);
        double copying = filterBlocks == 1 ? 0 : COPY_COST + ROW_COPY_COST * filterBlocks / filters;
        double waiting = (double) roundUp(count(), costs.taskMultiple) / count();
        return (channels + reading + copying) * waiting * (1 + 1.0 / count());
    }

    private static int roundUp(int value, int multiple) {
        return ceilDiv(value, multiple) * multiple;
    }

    private static int ceilDiv(int value, int divisor) {
        return (value + divisor - 1) / divisor;
    }

    int count() {
        return pixelBlocks * filterBlocks;
    }

    /** The first pixel of a block of pixels; the number of pixels for the block after the last. */
    int firstPixel(int pixelBlock) {
        return Gemm.partStart(pixelBlock, pixelBlocks, pixels);
    }

    /** The first filter of a block of filters, a multiple of {@link PanelLayout#BLOCK}; the number of filters for the block after the last. */
    int firstFilter(int filterBlock) {
        int columnBlocks = ceilDiv(filters, PanelLayout.BLOCK);
        return Math.min(filters, Gemm.partStart(filterBlock, filterBlocks, columnBlocks) * PanelLayout.BLOCK);
    }
}
