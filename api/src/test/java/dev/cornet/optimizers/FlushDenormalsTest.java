package dev.cornet.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlushDenormalsTest {
    @ParameterizedTest
    @ValueSource(floats = {0f, 0x1p-100f, -0x1p-100f, 1e-20f, -3.5f, 0x1p100f, Float.MAX_VALUE})
    void doesNotChangeMeansAboveTheBound(float x) {
        assertEquals(Float.floatToIntBits(x), Float.floatToIntBits(FlushDenormals.mean(x)));
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, Float.MIN_NORMAL, 1e-20f, 3.5f, Float.MAX_VALUE})
    void doesNotChangeSquaresAboveTheBound(float x) {
        assertEquals(Float.floatToIntBits(x), Float.floatToIntBits(FlushDenormals.square(x)));
    }

    @Test
    void doesNotChangeNaNAndInfinity() {
        assertTrue(Float.isNaN(FlushDenormals.mean(Float.NaN)));
        assertTrue(Float.isNaN(FlushDenormals.square(Float.NaN)));
        assertEquals(Float.NEGATIVE_INFINITY, FlushDenormals.mean(Float.NEGATIVE_INFINITY));
        assertEquals(Float.POSITIVE_INFINITY, FlushDenormals.square(Float.POSITIVE_INFINITY));
    }

    @Test
    void smallerValuesReachZeroWithinTwentySteps() {
        float mean = Math.nextDown(0x1p-100f);
        float square = Math.nextDown(Float.MIN_NORMAL);
        for (int step = 0; step < 20; step++) {
            mean = FlushDenormals.mean(mean * 0.9f);
            square = FlushDenormals.square(square * 0.999f);
        }
        assertEquals(0f, mean);
        assertEquals(0f, square);
    }

    /** Without flushing, an average with β = 0.9 that begins with 1e-3 becomes denormal after some 770 steps and stays so. */
    @Test
    void noOptimizerKeepsDenormalState() {
        for (Optimizer optimizer : List.of(
                new Adam(1e-3),
                new Adam(1e-3).amsgrad(true),
                new AdamW(1e-3),
                new Nadam(1e-3),
                new Adamax(1e-3).beta2(0.9),
                new Lion(1e-3).beta2(0.9),
                new SGD(1e-3).momentum(0.9),
                new SGD(1e-3).momentum(0.9).nesterov(true),
                new RMSprop(1e-3).momentum(0.9).centered(true),
                new Adadelta(1))) {
            List<Variable> w = TestWeights.of(Tensor.of(new float[] {1f, -2f}, 2));
            optimizer.apply(w, List.of(Tensor.of(new float[] {1e-3f, -1e-3f}, 2)));
            for (int step = 0; step < 4000; step++) {
                optimizer.apply(w, List.of(Tensor.zeros(2)));
            }
            for (Map.Entry<String, Tensor> slot : optimizer.state(w).entrySet()) {
                for (float value : slot.getValue().toArray()) {
                    assertTrue(
                            value == 0 || Math.abs(value) >= Float.MIN_NORMAL,
                            () -> optimizer.name() + "'s " + slot.getKey() + " is " + value);
                }
            }
        }
    }
}
