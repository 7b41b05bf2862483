package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ElasticDistortionTest {
    private static final int SIDE = 28;

    @Test
    void withoutDisplacementTheImageIsUnchanged() {
        Tensor x = grey(1);
        assertArrayEquals(x.toArray(), new ElasticDistortion(0, 1).apply(x).toArray(), 1e-6f);
    }

    @Test
    void increasesContrast() {
        Tensor x = Tensor.of(new float[] {0.1f, 0.3f, 0.5f, 0.9f}, 2, 2, 1);
        assertArrayEquals(
                new float[] {0, 0.1f, 0.5f, 1},
                new ElasticDistortion(0, 2).apply(x).toArray(),
                1e-6f);
    }

    @Test
    void distortionDependsOnTheImageAlone() {
        ElasticDistortion elastic = new ElasticDistortion(1, 1);
        assertArrayEquals(
                elastic.apply(grey(1)).toArray(), elastic.apply(grey(1)).toArray());
        Tensor slope = slope(0);
        Tensor other = slope(1e-4f);
        assertFalse(Arrays.equals(shifts(elastic, slope), shifts(elastic, other)));
    }

    @Test
    void displacementsHaveTheGivenDeviation() {
        double squares = 0;
        int images = 2000;
        for (int i = 0; i < images; i++) {
            float shift = shifts(new ElasticDistortion(1.5, 1), slope(i * 1e-6f))[SIDE / 2 * SIDE + SIDE / 2];
            squares += shift * shift;
        }
        assertEquals(1.5, Math.sqrt(squares / images), 0.1); // its standard error is 1.5 / sqrt(2 · 2000) = 0.024
    }

    /** The horizontal displacement of each pixel, found from a gradient image whose grey values give the column. */
    private static float[] shifts(ElasticDistortion elastic, Tensor slope) {
        float[] x = slope.toArray();
        float[] y = elastic.apply(slope).toArray();
        for (int i = 0; i < y.length; i++) {
            y[i] = (y[i] - x[i]) * 2 * SIDE;
        }
        return y;
    }

    /** An image whose grey value increases by 1/56 per column. */
    private static Tensor slope(float from) {
        float[] x = new float[SIDE * SIDE];
        for (int i = 0; i < x.length; i++) {
            x[i] = 0.25f + from + i % SIDE / (2f * SIDE);
        }
        return Tensor.of(x, SIDE, SIDE, 1);
    }

    private static Tensor grey(long seed) {
        RandomStream noise = new RandomStream(seed);
        float[] x = new float[SIDE * SIDE];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) noise.uniform(i);
        }
        return Tensor.of(x, SIDE, SIDE, 1);
    }
}
