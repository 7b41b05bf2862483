package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.backend.Backend;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.Precision;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests each row of the selector's table with shapes on both sides of its bounds. */
class ConvAlgorithmSelectorTest {
    @ParameterizedTest
    @CsvSource({
        "56, 3, 1, 64, 64, 1, FAST, WINOGRAD_F4",
        "56, 3, 1, 64, 64, 1, EXACT, WINOGRAD_F2",
        "56, 3, 1, 63, 64, 1, FAST, WINOGRAD_F2",
        "25, 3, 1, 64, 64, 1, FAST, WINOGRAD_F4", // 49 tiles
        "24, 3, 1, 64, 64, 1, FAST, WINOGRAD_F2", // 36 tiles
        "56, 3, 1, 7, 1, 1, FAST, WINOGRAD_F2",
        "56, 3, 1, 6, 16, 1, FAST, SMALL_CHANNELS",
        "56, 3, 2, 64, 64, 1, FAST, IM2COL",
        "56, 3, 2, 6, 64, 1, FAST, SMALL_CHANNELS",
        "56, 5, 1, 7, 64, 1, FAST, KN2ROW",
        "17, 5, 1, 7, 64, 1, EXACT, KN2ROW",
        "16, 5, 1, 7, 64, 1, FAST, IM2COL",
        "56, 5, 2, 7, 64, 1, FAST, IM2COL",
        "56, 5, 1, 6, 64, 1, EXACT, SMALL_CHANNELS",
        "56, 3, 1, 64, 64, 2, FAST, IM2COL",
        "56, 3, 1, 64, 128, 64, FAST, DEPTHWISE",
        "56, 1, 1, 3, 64, 1, FAST, POINTWISE",
        "56, 1, 2, 300, 64, 1, FAST, POINTWISE",
        "56, 1, 1, 4, 64, 2, FAST, IM2COL",
        "4, 3, 1, 8192, 4096, 1, FAST, WINOGRAD_F2",
        "4, 3, 1, 8192, 4097, 1, FAST, IM2COL",
        "9, 3, 1, 8192, 4097, 1, FAST, KN2ROW", // the transformed kernel would be too large
    })
    void selectsTheFirstRowThatApplies(
            int size,
            int kernel,
            int stride,
            int channels,
            int filters,
            int groups,
            Precision precision,
            ConvAlgorithm expected) {
        Window window =
                Window.of(size, size, new int[] {kernel, kernel}, new int[] {stride, stride}, new int[] {1, 1}, true);
        assertEquals(expected, select(new ConvShape(window, channels, filters, groups), 1, precision));
    }

    /** Large native calls pack the pixels for each kernel cell, so kn2row does not save the copies of im2col. */
    @ParameterizedTest
    @CsvSource({"56, 5", "17, 5", "90, 3"})
    void selectsIm2colInsteadOfKn2rowForLargeNativeCalls(int size, int kernel) {
        Window window = Window.of(size, size, new int[] {kernel, 2}, new int[] {1, 1}, new int[] {1, 1}, true);
        ConvShape shape = new ConvShape(window, 8, 64, 1);
        assertEquals(ConvAlgorithm.KN2ROW, select(shape, 1, Precision.FAST));
        assertEquals(
                ConvAlgorithm.IM2COL, ConvAlgorithmSelector.select(shape, 1, Precision.FAST, NativeCallSize.LARGE));
    }

    private static ConvAlgorithm select(ConvShape shape, int batch, Precision precision) {
        return ConvAlgorithmSelector.select(shape, batch, precision, NativeCallSize.SMALL);
    }

    /** Where workspace would grow with the dilation, im2col is selected instead. */
    @ParameterizedTest
    @CsvSource({"3, 1, IM2COL", "16, 1, IM2COL", "3, 3, IM2COL", "4, 2, IM2COL"})
    void selectsIm2colForLargeDilations(int channels, int groups, ConvAlgorithm expected) {
        int[] one = {1, 1};
        Window window = Window.of(11, 8, new int[] {3, 3}, one, new int[] {1 << 20, 1 << 20}, true);
        ConvShape shape = new ConvShape(window, channels, 4 * groups, groups);
        assertEquals(expected, select(shape, 2, Precision.FAST));
    }

    @Test
    void selectsDirectLoopsForHugeWindows() {
        Window window = Window.of(3000, 3000, new int[] {3000, 3000}, new int[] {1, 1}, new int[] {1, 1}, true);
        assertEquals(ConvAlgorithm.DIRECT, select(new ConvShape(window, 1, 1, 1), 1, Precision.FAST));
    }

    @ParameterizedTest
    @CsvSource({"28, 5, 4, true", "28, 5, 5, false", "28, 3, 64, true", "26, 3, 64, false", "28, 5, 64, false"})
    void fusesMaxPoolingWhereThatIsLessWork(int size, int kernel, int channels, boolean fuses) {
        Window window = Window.of(size, size, new int[] {kernel, kernel}, new int[] {1, 1}, new int[] {1, 1}, true);
        ConvShape shape = new ConvShape(window, channels, 64, 1);
        assertEquals(fuses, select(shape, 8, Precision.FAST).fusesMaxPool(shape));
    }

    @ParameterizedTest
    @CsvSource({
        "40, 3, 64, 64, 1",
        "40, 3, 9, 9, 1",
        "40, 5, 64, 16, 1",
        "40, 1, 8, 8, 1",
        "40, 3, 1, 8, 1",
        "40, 3, 8, 8, 8"
    })
    void acceptsAnEmptyBatch(int size, int kernel, int channels, int filters, int groups) {
        Window window = Window.of(size, size, new int[] {kernel, kernel}, new int[] {1, 1}, new int[] {1, 1}, true);
        ConvShape shape = new ConvShape(window, channels, filters, groups);
        Backend blas = new OpenBlasBackend(NativeLoader.load());
        Tensor none = Tensor.zeros(0, size, size, channels);
        Tensor noOutputs = Tensor.zeros(0, size, size, filters);
        WeightsAndBias w = WeightsAndBias.of(Tensor.zeros(kernel, kernel, channels / groups, filters));
        Tensor dw = w.unscaled().copy();
        blas.conv(shape, none, w, Epilogue.LINEAR, noOutputs);
        blas.convMaxPool2x2(shape, none, w, Epilogue.LINEAR, new MaxPooled(noOutputs, noOutputs));
        blas.convBackward(shape, none, noOutputs, w, none, dw);
        assertArrayEquals(w.unscaled().data(), dw.data());
    }
}
