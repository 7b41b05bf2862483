package dev.cornet.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteCheckTest {
    private static final int BEFORE = 3;

    /** Lengths around those of a chunk, and of the four sums of a remainder. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 4_095, 4_096, 4_097, 8_192, 9_999})
    void findsEachValueWithinTheRangeAndNoneBeside(int length) {
        float[] x = new float[BEFORE + length + 5];
        int end = BEFORE + length;
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int at = 0; at < x.length; at += at < 16 || at > x.length - 16 ? 1 : 101) {
                x[at] = value;
                assertEquals(at < BEFORE || at >= end, FiniteCheck.isFinite(x, BEFORE, end), value + " at " + at);
                x[at] = 0;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MAX_VALUE, -Float.MAX_VALUE})
    void theLargestValuesAreFinite(float value) {
        float[] x = new float[FiniteCheck.CHUNK + 1];
        Arrays.fill(x, value);
        assertTrue(FiniteCheck.isFinite(x, 0, x.length));
    }
}
