package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.blas.ConvReference.Case;
import dev.cornet.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares {@link Im2col} with the reference, for both sizes of native calls, and tests the division into tasks. */
class Im2colTest {
    static Stream<Case> cases() {
        SplittableRandom random = new SplittableRandom(4);
        Stream<Case> randomCases = IntStream.range(0, 40).mapToObj(i -> {
            int groups = 1 + random.nextInt(3);
            int[] kernel = {1 + random.nextInt(4), 1 + random.nextInt(4)};
            boolean isDilated = random.nextBoolean();
            int[] strides = {isDilated ? 1 : 1 + random.nextInt(3), isDilated ? 1 : 1 + random.nextInt(3)};
            int[] dilation = {isDilated ? 1 + random.nextInt(2) : 1, isDilated ? 1 + random.nextInt(2) : 1};
            int height = 8 + random.nextInt(20);
            int width = 8 + random.nextInt(20);
            Window window = Window.of(height, width, kernel, strides, dilation, random.nextBoolean());
            ConvShape shape =
                    new ConvShape(window, groups * (1 + random.nextInt(20)), groups * (1 + random.nextInt(20)), groups);
            return new Case(shape, 1 + random.nextInt(4), random.nextBoolean());
        });
        int[] one = {1, 1};
        Window reduction = Window.of(35, 35, new int[] {3, 3}, new int[] {2, 2}, one, false);
        Window strip = Window.of(17, 17, new int[] {1, 7}, one, one, true);
        Window few = Window.of(8, 8, new int[] {3, 1}, one, one, true);
        return Stream.concat(
                randomCases,
                Stream.of(
                        new Case(new ConvShape(reduction, 70, 200, 1), 1, true), // several blocks of rows
                        new Case(new ConvShape(few, 384, 390, 1), 1, true), // several blocks of filters
                        new Case(new ConvShape(few, 130, 130, 1), 5, false), // blocks of rows of several images
                        new Case(new ConvShape(strip, 256, 384, 2), 3, true)));
    }

    /** The reference adds up to thousands of terms one after another. */
    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Case c) {
        ConvReference.requireClose(Im2col::new, c, 5e-6, 1e-5, 5e-6);
    }

    @Test
    void givesTheSameBitsForAnyNumberOfThreads() {
        Case c = new Case(
                new ConvShape(
                        Window.of(17, 17, new int[] {7, 1}, new int[] {1, 1}, new int[] {1, 1}, true), 192, 192, 1),
                2,
                true);
        SplittableRandom random = new SplittableRandom(8);
        Tensor x = RandomArrays.tensor(random, 3, c.batch(), c.shape().inputs());
        WeightsAndBias w = new WeightsAndBias(
                RandomArrays.tensor(random, 5, c.shape().weights()), RandomArrays.tensor(random, 1, 192), null);
        int before = WorkerPool.shared().threads();
        try {
            for (Gemm gemm : ConvReference.gemms()) {
                Im2col kernel = new Im2col(gemm, c.shape(), c.batch());
                Tensor expected = Tensor.zeros(2, 17, 17, 192);
                WorkerPool.setThreads(1);
                kernel.forward(x, w, Epilogue.RELU, expected);
                for (int threads : new int[] {2, 3, 4}) {
                    WorkerPool.setThreads(threads);
                    Tensor y = Tensor.zeros(2, 17, 17, 192);
                    kernel.forward(x, w, Epilogue.RELU, y);
                    assertArrayEquals(expected.data(), y.data(), threads + " threads");
                }
            }
        } finally {
            WorkerPool.setThreads(before);
        }
    }

    /** Large calls: as few values to copy and pack as possible in 1, 2, 4 or 8 tasks. */
    @ParameterizedTest
    @CsvSource({
        "17, 17, 1344, 192, LARGE, 4, 1", // pixels and filters alike: copies of the matrix cost more
        "8, 8, 1152, 384, LARGE, 1, 2", // few pixels
        "17, 17, 2592, 384, LARGE, 4, 2", // 4 blocks of rows, as a matrix has at most 1 MB
        "5, 5, 100, 64, LARGE, 1, 1", // little work
        "17, 17, 1344, 192, SMALL, 9, 1", // 2 rows fit into 256 KB
        "0, 17, 1344, 192, LARGE, 1, 1"
    })
    void cutsTheWorkIntoTasks(
            int rows, int rowPixels, int depth, int filters, NativeCallSize size, int rowBlocks, int filterBlocks) {
        Im2colTasks tasks = Im2colTasks.of(rows, rowPixels, depth, filters, size);
        assertEquals(rowBlocks, tasks.rowBlocks(), "blocks of rows");
        assertEquals(filterBlocks, tasks.filterBlocks(), "blocks of filters");
        assertEquals(rows, tasks.firstRow(tasks.rowBlocks()));
        assertEquals(filters, tasks.firstFilter(tasks.filterBlocks()));
    }
}
