package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PointwiseTasksTest {
    @ParameterizedTest
    @EnumSource
    void coverAllPixelsAndFiltersOnce(NativeCallSize size) {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 500; i++) {
            int pixels = 1 + random.nextInt(5_000);
            int filters = 1 + random.nextInt(2_100);
            PointwiseTasks tasks = PointwiseTasks.of(pixels, 1 + random.nextInt(2_100), filters, size);
            assertEquals(0, tasks.firstPixel(0));
            assertEquals(pixels, tasks.firstPixel(tasks.pixelBlocks()));
            assertEquals(filters, tasks.firstFilter(tasks.filterBlocks()));
            for (int block = 0; block < tasks.filterBlocks(); block++) {
                assertEquals(0, tasks.firstFilter(block) % PanelLayout.BLOCK);
                assertTrue(tasks.firstFilter(block) < tasks.firstFilter(block + 1));
            }
            assertEquals(tasks.pixelBlocks() * tasks.filterBlocks(), tasks.count());
        }
    }

    /** Each block of pixels packs all weights once more, so few pixels and many weights are cut into four blocks of filters. */
    @Test
    void areBlocksOfFiltersWherePixelsAreFew() {
        PointwiseTasks tasks = PointwiseTasks.of(64, 2048, 448, NativeCallSize.LARGE);
        assertEquals(1, tasks.pixelBlocks());
        assertEquals(4, tasks.filterBlocks());
        assertEquals(1, PointwiseTasks.of(5_329, 64, 80, NativeCallSize.LARGE).filterBlocks());
    }
}
