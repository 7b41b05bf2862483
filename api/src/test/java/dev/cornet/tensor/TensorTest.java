package dev.cornet.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TensorTest {
    /** 0, 1, 2, … */
    private static Tensor range(int... dims) {
        Tensor x = Tensor.zeros(dims);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = i;
        }
        return x;
    }

    private static void refused(Class<? extends CornetException> type, String message, Executable use) {
        assertEquals(message, assertThrows(type, use).getMessage());
    }

    /** Compares with np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1) and similar expressions. */
    @Test
    void permutesAsNumPyTransposes() {
        Tensor x = range(2, 3, 4);
        Tensor y = x.permute(2, 0, 1);
        assertEquals(Shape.of(4, 2, 3), y.shape());
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 4; k++) {
                    assertEquals(x.get(i, j, k), y.get(k, i, j));
                }
            }
        }
        assertArrayEquals(
                new float[] {0, 3, 1, 4, 2, 5}, range(2, 3).permute(1, 0).toArray());
        assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, range(2, 3).permute().toArray());
        assertArrayEquals(
                range(2, 3, 4).permute(0, 2, 1).toArray(), x.permute(0, -1, 1).toArray());
        assertEquals(Shape.of(3, 0), Tensor.zeros(0, 3).permute(1, 0).shape());
        assertEquals(Shape.SCALAR, Tensor.zeros().permute().shape());
    }

    @Test
    void permuteOfAViewReturnsACopy() {
        Tensor x = range(4, 2, 3);
        Tensor y = x.rows(2, 3).permute(0, 2, 1);
        assertArrayEquals(new float[] {12, 15, 13, 16, 14, 17}, y.toArray());
        y.data()[0] = -1;
        assertEquals(12, x.get(2, 0, 0));
    }

    @Test
    void refusesAxesThatAreNoPermutation() {
        refused(
                ShapeException.class,
                "permute: the axes of shape (2, 3) are 0 to 1; expected each of them once, in their new order, got [0, 0].",
                () -> range(2, 3).permute(0, 0));
        refused(
                ShapeException.class,
                "permute: the axes of shape (1, 2, 3, 4) are 0 to 3; expected each of them once, in their new order, got"
                        + " [2, 3, 1]. From channels first to channels last it is permute(0, 2, 3, 1).",
                () -> range(1, 2, 3, 4).permute(2, 3, 1));
        assertThrows(ShapeException.class, () -> range(2, 3).permute(0, 2));
        assertThrows(ShapeException.class, () -> range(2, 3).permute(0, -3));
    }

    @Test
    void refusesIntegersThatFloat32WouldRound() {
        refused(
                DataException.class,
                "the whole number 16777217 at index 1 is not exact in float32, which would make it 16777216; whole numbers"
                        + " are exact up to 16777216. Use smaller numbers (class labels count from 0), or"
                        + " Tensor.of(double[]), which rounds.",
                () -> Tensor.of(new int[] {16_777_216, 16_777_217}));
        assertThrows(DataException.class, () -> Tensor.of(new int[] {Integer.MAX_VALUE}));
        assertThrows(DataException.class, () -> Tensor.of(new long[] {Long.MAX_VALUE}));
        assertThrows(DataException.class, () -> Tensor.of(new long[] {-16_777_217}));
        assertArrayEquals(
                new float[] {-16_777_216, 0x1p30f, Integer.MIN_VALUE},
                Tensor.of(new int[] {-16_777_216, 1 << 30, Integer.MIN_VALUE}).toArray());
        assertArrayEquals(
                new float[] {0x1p62f, Long.MIN_VALUE},
                Tensor.of(new long[] {1L << 62, Long.MIN_VALUE}).toArray());
    }

    @Test
    void roundsDoublesButNotToInfinity() {
        assertArrayEquals(
                new float[] {0.1f, Float.NaN, Float.POSITIVE_INFINITY},
                Tensor.of(new double[] {0.1, Double.NaN, Double.POSITIVE_INFINITY})
                        .toArray());
        refused(
                DataException.class,
                "the number 1.0E300 at index 0 is beyond float32, whose largest is 3.4028235E38. Rescale the data.",
                () -> Tensor.of(new double[] {1e300}));
        assertThrows(DataException.class, () -> Tensor.of(new double[][] {{-1e39}}));
    }

    @Test
    void createsMatricesFromRows() {
        Tensor x = Tensor.of(new double[][] {{1, 2, 0.1}, {3, 4, 5}});
        assertEquals(Shape.of(2, 3), x.shape());
        assertArrayEquals(new float[] {1, 2, 0.1f, 3, 4, 5}, x.toArray());
        refused(
                ShapeException.class,
                "row 1 has 1 values, row 0 has 2; the rows of a matrix must be of one length. Pad the shorter ones, or cut"
                        + " the longer ones.",
                () -> Tensor.of(new double[][] {{1, 2}, {3}}));
        assertThrows(OptionException.class, () -> Tensor.of(new float[][] {{1, 2}, null}));
    }

    @Test
    void reshapeRequiresTheSameNumberOfValues() {
        assertEquals(Shape.of(2, 5, 3), range(3, 10).reshape(2, -1, 3).shape());
        assertEquals(Shape.of(0, 0), Tensor.zeros(0, 3).reshape(0, -1).shape());
        refused(
                ShapeException.class,
                "reshape: 64 does not divide the 30 values of (3, 10), so -1 in [-1, 64] stands for no size. Check the other"
                        + " sizes.",
                () -> range(3, 10).reshape(-1, 64));
        assertThrows(ShapeException.class, () -> range(3, 10).reshape(0, -1));
        assertThrows(ShapeException.class, () -> range(3, 10).reshape(1 << 20, 1 << 20, -1));
        assertThrows(ShapeException.class, () -> range(3, 10).reshape(-2, -1, 3));
    }

    @Test
    void toStringShowsRows() {
        assertEquals("Tensor(3)[0.0, 1.0, 2.0]", range(3).toString());
        assertEquals("Tensor() 7.0", Tensor.of(new float[] {7}).reshape().toString());
        assertEquals("Tensor(2, 2)\n[[0.0, 1.0],\n [2.0, 3.0]]", range(2, 2).toString());
        assertEquals("Tensor(0, 3)\n[]", Tensor.zeros(0, 3).toString());
        assertEquals("Tensor(9)[0.0, 1.0, 2.0, …, 6.0, 7.0, 8.0]", range(9).toString());
        assertTrue(range(100, 100).toString().length() < 400);
    }
}
