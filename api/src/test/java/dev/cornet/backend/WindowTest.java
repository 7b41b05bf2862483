package dev.cornet.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.ShapeException;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final int[] ONE = {1, 1};

    private static Window window(int[] sizes) {
        return new Window(
                new Window.Axis(sizes[0], sizes[2], sizes[4], sizes[6], sizes[8], sizes[10]),
                new Window.Axis(sizes[1], sizes[3], sizes[5], sizes[7], sizes[9], sizes[11]));
    }

    private static String refusal(int at, int value) {
        int[] sizes = {7, 9, 3, 3, 2, 2, 1, 1, 1, 1, 4, 5};
        window(sizes);
        sizes[at] = value;
        return assertThrows(ShapeException.class, () -> window(sizes)).getMessage();
    }

    @Test
    void refusesSizesThatDoNotFitTogether() {
        String positive = ": pixels, window, stride and dilation must be positive, got ";
        assertEquals("height" + positive + "0, 3, 2 and 1", refusal(0, 0));
        assertEquals("width" + positive + "-9, 3, 2 and 1", refusal(1, -9));
        assertEquals("height" + positive + "7, 0, 2 and 1", refusal(2, 0));
        assertEquals("width" + positive + "9, -1, 2 and 1", refusal(3, -1));
        assertEquals("height" + positive + "7, 3, 0 and 1", refusal(4, 0));
        assertEquals("width" + positive + "9, 3, 2 and 0", refusal(7, 0));
        assertEquals(
                "height: padding before the image must be between 0 and 2, as far as the window reaches, got -1",
                refusal(8, -1));
        assertEquals(
                "width: padding before the image must be between 0 and 2, as far as the window reaches, got 3",
                refusal(9, 3));
        assertEquals(
                "height: between 1 and 4 windows begin in 7 pixels (stride 2, padding 1), got 5 output pixels",
                refusal(10, 5));
        assertEquals(
                "width: between 1 and 5 windows begin in 9 pixels (stride 2, padding 1), got 0 output pixels",
                refusal(11, 0));
    }

    @Test
    void refusesSizesThatOverflow() {
        int huge = Integer.MAX_VALUE;
        assertThrows(ShapeException.class, () -> Window.of(huge, 2, ONE, ONE, ONE, true));
        assertThrows(ShapeException.class, () -> Window.of(5, 5, new int[] {3, 3}, ONE, new int[] {huge, 1}, true));
        assertEquals(1, Window.of(5, 5, ONE, new int[] {huge, huge}, ONE, true).outputPixels());
        assertEquals(0, Window.outputSize(5, 3, 1, huge, false));
    }

    @Test
    void refusesArgumentsThatAreNoPairs() {
        ShapeException e = assertThrows(ShapeException.class, () -> Window.of(5, 5, new int[] {3}, ONE, ONE, false));
        assertEquals(
                "kernel, strides and dilation are pairs (height, width), got [3], [1, 1] and [1, 1]", e.getMessage());
    }

    @Test
    void outputSizesAreThoseOfKeras() {
        for (int n = 1; n < 20; n++) {
            for (int k = 1; k < 5; k++) {
                for (int s = 1; s < 4; s++) {
                    assertEquals((n + s - 1) / s, Window.outputSize(n, k, s, 1, true));
                    assertEquals(n < k ? 0 : (n - k) / s + 1, Window.outputSize(n, k, s, 1, false));
                }
            }
        }
        Window same = Window.of(6, 5, new int[] {3, 2}, new int[] {2, 1}, ONE, true);
        assertEquals(0, same.padTop()); // one row of padding in total: it is after the image
        assertEquals(0, same.padLeft());
    }
}
