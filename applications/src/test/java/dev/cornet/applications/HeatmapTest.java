package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class HeatmapTest {
    private static Heatmap map(float... values) {
        return new Heatmap(Tensor.of(values, 1, values.length), Tensor.zeros(1, values.length, 1), null);
    }

    @Test
    void dividesByTheLargestAndDropsNegativeValues() {
        assertArrayEquals(new float[] {0, 0.25f, 1}, map(-3, 1, 4).normalized().toArray());
        assertArrayEquals(new float[] {0, 0}, map(-3, 0).normalized().toArray());
    }

    @Test
    void resizesBetweenPixelCentres() {
        // the centres of four pixels are at -0.25, 0.25, 0.75 and 1.25 of two; values are constant beyond the outer
        // centres
        Tensor y = map(0, 1).resized(2, 4);
        assertArrayEquals(new float[] {0, 0.25f, 0.75f, 1, 0, 0.25f, 0.75f, 1}, y.toArray(), 1e-6f);
        assertEquals("(2, 4)", y.shape().toString());
    }

    @Test
    void coloursColdBlueAndHotRed() {
        Tensor grey = Tensor.of(new float[] {100, 100, 100}, 1, 3, 1);
        // at 0: red and green off, blue half; at 0.5: green full, the others half; at 1: red half
        assertArrayEquals(
                new float[] {0, 0, 127.5f, 127.5f, 255, 127.5f, 127.5f, 0, 0},
                map(0, 1, 2).over(grey, 1).toArray(),
                1e-3f);
        assertArrayEquals(
                new float[] {100, 100, 100, 100, 100, 100, 100, 100, 100},
                map(0, 1, 2).over(grey, 0).toArray());
        Tensor colour = Tensor.of(new float[] {10, 20, 30}, 1, 1, 3);
        assertArrayEquals(new float[] {5, 10, 78.75f}, map(0).over(colour, 0.5).toArray());
        Tensor batch = map(0).over(colour.reshape(1, 1, 1, 3), 0.5);
        assertEquals("(1, 1, 3)", batch.shape().toString());
        assertArrayEquals(new float[] {5, 10, 78.75f}, batch.toArray());
    }

    @Test
    void rejectsBadOptions() {
        assertEquals(
                "Heatmap: a size must be positive, got 0 x 3",
                assertThrows(OptionException.class, () -> map(1).resized(0, 3)).getMessage());
        assertEquals(
                "Heatmap: opacity must lie in 0 … 1, got 2.0",
                assertThrows(OptionException.class, () -> map(1).over(Tensor.zeros(2, 2, 3), 2))
                        .getMessage());
        assertEquals(
                "Heatmap: expected a picture (height, width, 1 or 3), got (2, 2, 2, 3)",
                assertThrows(ShapeException.class, () -> map(1).over(Tensor.zeros(2, 2, 2, 3), 0.5))
                        .getMessage());
    }
}
