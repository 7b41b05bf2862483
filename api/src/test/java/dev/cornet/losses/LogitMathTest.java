package dev.cornet.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogitMathTest {
    @Test
    void computesTheFormulas() {
        for (double z : new double[] {-3, -0.5, 0, 0.5, 3}) {
            double p = 1 / (1 + Math.exp(-z));
            assertEquals(p, LogitMath.sigmoid(z), 1e-15);
            assertEquals(Math.log(p), LogitMath.logSigmoid(z), 1e-14);
            double entropy = -0.3 * Math.log(p) - 0.7 * Math.log(1 - p);
            assertEquals(entropy, LogitMath.sigmoidCrossentropy(0.3, z), 1e-14);
        }
        double sum = Math.exp(1) + Math.exp(2) + Math.exp(-1);
        double[] expected = {1 - Math.log(sum), 2 - Math.log(sum), -1 - Math.log(sum)};
        assertArrayEquals(expected, LogitMath.logSoftmax(new float[] {9, 1, 2, -1, 9}, 1, 3), 1e-14);
    }

    @Test
    void isExactWhereExponentialsOverflow() {
        assertEquals(-800, LogitMath.logSigmoid(-800));
        assertEquals(0, LogitMath.logSigmoid(800));
        assertEquals(0, LogitMath.sigmoid(-1e10));
        assertEquals(1, LogitMath.sigmoid(1e10));
        assertEquals(800, LogitMath.sigmoidCrossentropy(0, 800));
        assertEquals(800, LogitMath.sigmoidCrossentropy(1, -800));
        assertArrayEquals(new double[] {0, -2000}, LogitMath.logSoftmax(new float[] {1000, -1000}, 0, 2));
        assertEquals(-Math.exp(-30), LogitMath.logSigmoid(30), 1e-26); // not rounded to log 1 = 0
    }
}
