package dev.cornet.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvShapeTest {
    private static final int[] ONE = {1, 1};

    private static Window window(int size, int kernel) {
        return Window.of(size, size, new int[] {kernel, kernel}, ONE, ONE, false);
    }

    @Test
    void countsTheValuesOfImagesAndKernel() {
        ConvShape shape = new ConvShape(window(10, 3), 6, 4, 2);
        assertEquals(10 * 10 * 6, shape.inputs());
        assertEquals(8 * 8 * 4, shape.outputs());
        assertEquals(3 * 3 * 3 * 4, shape.weights());
        assertEquals(new ConvShape(window(5, 2), 6, 4, 2), shape.on(window(5, 2)));
    }

    @Test
    void depthwiseHasAGroupForEachChannel() {
        ConvShape shape = ConvShape.depthwise(window(10, 3), 6, 2);
        assertEquals(new ConvShape(window(10, 3), 6, 12, 6), shape);
        assertEquals(3 * 3 * 6 * 2, shape.weights());
        assertEquals(1, shape.groupChannels());
        assertEquals(2, shape.groupFilters());
    }

    @ParameterizedTest
    @CsvSource({"5, 4, 2", "4, 5, 2", "0, 4, 1", "4, 0, 1", "4, 4, 0", "4, 4, -2"})
    void refusesGroupsThatDoNotDivideChannelsAndFilters(int channels, int filters, int groups) {
        Window window = window(10, 3);
        String message = assertThrows(ShapeException.class, () -> new ConvShape(window, channels, filters, groups))
                .getMessage();
        assertTrue(
                message.contains("channels " + channels + ", filters " + filters + " and groups " + groups), message);
    }

    @Test
    void refusesArraysThatAreTooLong() {
        Window window = window(20_000, 1);
        String images = assertThrows(ShapeException.class, () -> new ConvShape(window, 6, 1, 1))
                .getMessage();
        assertTrue(images.contains("20000x20000 pixels, 6 channels and 1 filters is too large"), images);
        assertThrows(ShapeException.class, () -> new ConvShape(window, 1, 6, 1));
        assertThrows(ShapeException.class, () -> new ConvShape(window(3, 3), 20_000, 20_000, 1));
        assertThrows(ShapeException.class, () -> ConvShape.depthwise(window(3, 3), 1 << 20, 1 << 12));
    }
}
