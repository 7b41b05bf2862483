package dev.cornet.preprocessing.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.CornetException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The classic filters on a grid of 4×5; expected numbers were computed by hand. */
final class FilterTest {
    private static final Tensor GRID =
            Tensor.of(new float[] {2, 0, 4, 1, 0, 1, 1, 1, 0, 0, 5, 1, 3, 0, 0, 1, 0, 0, 0, 0}, 4, 5);
    private static final Filter PLUS = Filter.of(new double[][] {{0, 1, 0}, {1, 1, 1}, {0, 1, 0}});

    private static void assertGrid(Tensor y, int height, int width, double... expected) {
        assertEquals(Shape.of(height, width), y.shape());
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], y.data()[i], 1e-4, "[" + i + "]");
        }
    }

    @Test
    void correlatesWithBorderValid() {
        assertGrid(PLUS.correlate(GRID), 2, 3, 4, 9, 2, 10, 5, 3);
        assertGrid(Filters.identity().correlate(GRID), 2, 3, 1, 1, 0, 1, 3, 0);
        assertGrid(Filters.mean().correlate(GRID), 2, 3, 2, 11 / 9.0, 1, 13 / 9.0, 6 / 9.0, 4 / 9.0);
        assertGrid(Filters.gaussian().correlate(GRID), 2, 3, 1.5, 1.375, 0.6875, 1.5625, 1.0625, 0.4375);
        assertGrid(Filters.laplacian4().correlate(GRID), 2, 3, 1, -4, -2, -5, 10, -3);
        assertGrid(Filters.laplacian8().correlate(GRID), 2, 3, -9, -2, -9, -4, 21, -4);
        assertGrid(Filters.sharpen().correlate(GRID), 2, 3, 2, -3, -2, -4, 13, -3);
        assertGrid(Filters.verticalEdge().correlate(GRID), 4, 4, 2, -4, 3, 1, 0, 0, 1, 0);
        assertGrid(Filters.mean(1).correlate(GRID), 4, 5, 2, 0, 4);
    }

    @Test
    void computesTheBorderByItsMode() {
        assertGrid(
                PLUS.border("keep").correlate(GRID), 4, 5, 2, 0, 4, 1, 0, 1, 4, 9, 2, 0, 5, 10, 5, 3, 0, 1, 0, 0, 0, 0);
        assertGrid(PLUS.border("copy").correlate(GRID), 4, 5, new double[] {
            4, 4, 9, 2, 2, 4, 4, 9, 2, 2, 10, 10, 5, 3, 3, 10, 10, 5, 3, 3
        });
        assertGrid(PLUS.border("zero").correlate(GRID), 4, 5, new double[] {
            3, 7, 6, 5, 1, 9, 4, 9, 2, 0, 8, 10, 5, 3, 0, 6, 2, 3, 0, 0
        });
        // a kernel of two columns does not fit at the last pixel of a row
        assertGrid(Filters.verticalEdge().border("keep").correlate(GRID), 4, 5, 2, -4, 3, 1, 0);
        assertGrid(Filters.verticalEdge().border("copy").correlate(GRID), 4, 5, 2, -4, 3, 1, 1);
        assertGrid(Filters.verticalEdge().border("zero").correlate(Tensor.of(new float[] {3}, 1, 1)), 1, 1, 3);
    }

    @Test
    void convolutionRotatesTheKernel() {
        // the kernel has a 1 above its centre: correlation takes the pixel above, convolution the pixel below
        Tensor patch = Tensor.of(new float[] {40, 42, 46, 46, 50, 55, 52, 56, 58}, 3, 3);
        Filter down = Filter.of(new double[][] {{0, 1, 0}, {0, 0, 0}, {0, 0, 0}});
        assertGrid(down.correlate(patch), 1, 1, 42);
        assertGrid(down.convolve(patch), 1, 1, 56);
        assertGrid(down.flipped().correlate(patch), 1, 1, 56);
    }

    @Test
    void addsAndComposesFilters() {
        double[] sharpen = {0, -1, 0, -1, 5, -1, 0, -1, 0};
        for (int i = 0; i < 9; i++) {
            assertEquals(
                    sharpen[i],
                    Filters.identity().plus(Filters.laplacian4()).weights().data()[i]);
        }
        Filter wide = Filters.mean(5).plus(Filters.identity().times(-1));
        assertEquals(0.04f - 1, wide.weights().get(2, 2, 0, 0));
        assertEquals(0.04f, wide.weights().get(0, 0, 0, 0));
        // (1 −1) twice: (1 −2 1)
        assertArrayEquals(
                new float[] {1, -2, 1},
                Filters.verticalEdge().then(Filters.verticalEdge()).weights().toArray());
        Filter skew = Filter.of(new double[][] {{1, 2}, {0, 3}});
        assertArrayEquals(
                Filters.verticalEdge().correlate(skew.correlate(GRID)).toArray(),
                skew.then(Filters.verticalEdge()).correlate(GRID).toArray());
    }

    @Test
    void filtersEachChannelOfEachImage() {
        Tensor two = Tensor.of(new float[] {1, 10, 2, 20, 3, 30, 4, 40, 6, 60, 9, 90}, 2, 1, 3, 2);
        Tensor y = Filters.verticalEdge().correlate(two);
        assertEquals(Shape.of(2, 1, 2, 2), y.shape());
        assertArrayEquals(new float[] {-1, -10, -1, -10, -2, -20, -3, -30}, y.toArray());
        assertArrayEquals(
                new float[] {-2, -20, -3, -30},
                Filters.verticalEdge()
                        .correlate(two.rows(1, 2).reshape(1, 3, 2))
                        .toArray());
    }

    @Test
    void rescalesTo255() {
        Tensor sharpened = Filters.sharpen().correlate(GRID);
        assertGrid(Images.rescale(sharpened), 2, 3, 90, 15, 30, 0, 255, 15);
        // quantiles −3.75 and 10.25
        assertGrid(Images.rescale(sharpened, 0.05, 0.95), 2, 3, 104.7321, 13.6607, 31.875, 0, 255, 13.6607);
        assertGrid(Images.rescale(Tensor.of(new float[] {7, 7}, 1, 2)), 1, 2, 0, 0);
        float[] flat = {5, 5, 5, 5, 5, 5, 5, 5, 5, 0, 9};
        assertEquals(255, Images.rescale(Tensor.of(flat, 1, 11), 0.2, 0.8).get(0, 10));
        assertEquals(0, Images.rescale(Tensor.of(flat, 1, 11), 0.2, 0.8).get(0, 9));
    }

    @Test
    void refusesInvalidArguments() {
        assertRefused(
                "border must be \"valid\", \"zero\", \"keep\" or \"copy\", got \"same\"", () -> PLUS.border("same"));
        assertRefused(
                "a filter of 3x3 does not fit into an image of 2x5. Use border(\"zero\"), or a smaller filter.",
                () -> PLUS.correlate(GRID.rows(0, 2)));
        assertRefused(
                "a filter wants images (height, width), (height, width, channels) or a batch of them, got shape (3)",
                () -> PLUS.correlate(Tensor.zeros(3)));
        assertRefused(
                "the rows of a filter must be equally long, but row 0 has 2 numbers and row 1 has 1",
                () -> Filter.of(new double[][] {{1, 2}, {3}}));
        assertRefused("a filter needs a row and a column at least", () -> Filter.of(new double[0][]));
        assertRefused("Filters.mean: size must be between 1 and 1000, got 0", () -> Filters.mean(0));
        assertRefused(
                "filters of 3x3 and 1x2 have no common middle. Add up filters whose sides are all odd or all even.",
                () -> PLUS.plus(Filters.verticalEdge()));
        assertRefused(
                "rescale: quantiles must be 0 ≤ low < high ≤ 1, got 0.9 and 0.1", () -> Images.rescale(GRID, 0.9, 0.1));
        assertRefused(
                "rescale: x of shape (2) holds NaN or infinity, which have no place in 0 … 255",
                () -> Images.rescale(Tensor.of(new float[] {1, Float.NaN}, 2)));
    }

    private static void assertRefused(String message, Executable action) {
        assertEquals(message, assertThrows(CornetException.class, action).getMessage());
    }
}
