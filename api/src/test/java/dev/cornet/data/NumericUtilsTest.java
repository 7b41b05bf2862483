package dev.cornet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.DataException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class NumericUtilsTest {
    @Test
    void oneHotEncodesLabels() {
        Tensor y = NumericUtils.toCategorical(new int[] {0, 2, 1}, 4);
        assertEquals(Shape.of(3, 4), y.shape());
        assertArrayEquals(new float[] {1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0}, y.toArray());
    }

    @Test
    void infersTheNumberOfClassesAndDropsATrailingAxisOfOne() {
        assertEquals(
                Shape.of(2, 4),
                NumericUtils.toCategorical(Tensor.of(new int[] {3, 0}, 2, 1)).shape());
        assertEquals(
                Shape.of(2, 2, 4),
                NumericUtils.toCategorical(Tensor.of(new int[] {3, 0, 1, 1}, 2, 2))
                        .shape());
        assertEquals(
                Shape.of(1, 3),
                NumericUtils.toCategorical(Tensor.of(new int[] {2}, 1)).shape());
        assertEquals(Shape.of(0, 0), NumericUtils.toCategorical(Tensor.zeros(0)).shape());
    }

    @Test
    void refusesInvalidLabels() {
        assertEquals(
                "label 1.5 at index 1 is not a whole number of 0 or more. Class labels count from 0.",
                assertThrows(DataException.class, () -> NumericUtils.toCategorical(Tensor.of(new float[] {0, 1.5f}, 2)))
                        .getMessage());
        assertThrows(DataException.class, () -> NumericUtils.toCategorical(new int[] {-1}, 3));
        assertThrows(DataException.class, () -> NumericUtils.toCategorical(Tensor.of(new float[] {Float.NaN}, 1)));
        assertEquals(
                "label 10 at index 2 is outside 0 … 9: numClasses is 10. Give a larger numClasses, or number the classes"
                        + " from 0.",
                assertThrows(DataException.class, () -> NumericUtils.toCategorical(new int[] {0, 9, 10}, 10))
                        .getMessage());
    }

    @Test
    void normalizesToUnitLength() {
        // (3, 4) has length 5; (0, 0) stays; along axis 0 the columns are (3, 0) and (4, 0)
        Tensor x = Tensor.of(new float[] {3, 4, 0, 0}, 2, 2);
        assertArrayEquals(
                new float[] {0.6f, 0.8f, 0, 0}, NumericUtils.normalize(x).toArray(), 1e-7f);
        assertArrayEquals(
                new float[] {1, 1, 0, 0}, NumericUtils.normalize(x, 0, 2).toArray(), 1e-7f);
        assertArrayEquals(
                new float[] {3 / 7f, 4 / 7f, 0, 0},
                NumericUtils.normalize(x, -1, 1).toArray(),
                1e-7f);
        assertArrayEquals(new float[] {3, 4, 0, 0}, x.toArray());
    }
}
