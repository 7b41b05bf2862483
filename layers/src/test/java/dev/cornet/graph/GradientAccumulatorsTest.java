package dev.cornet.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cornet.backend.Ops;
import dev.cornet.layers.Dense;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientAccumulatorsTest {
    private static final int SIZE = 100 * 100;

    private final List<Variable> weights =
            new Sequential(new Dense(100).inputShape(100)).layers().get(0).variables();
    private final Variable kernel = weights.get(0);
    private final Variable bias = weights.get(1);

    @Test
    void partialSumsAreAdded() {
        GradientAccumulators gradients = new GradientAccumulators(weights, Set.of(kernel));
        gradients.clear();
        for (int i = 0; i < GradientAccumulators.PARTIAL_SUMS; i++) {
            Arrays.fill(gradients.partialSum(i).accumulator(kernel).data(), i + 1f);
        }
        gradients.reduce();
        float[] all = new float[SIZE];
        Arrays.fill(all, 36f);
        assertEquals(
                Arrays.toString(all),
                Arrays.toString(gradients.gradients().get(0).toArray()));
        assertNull(gradients.firstNonFinite());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_023, 1_024, 2_048, 3_072, 4_095, 4_096, 8_191, 8_192, SIZE - 1})
    void aNonFiniteValueIsFoundAtEveryIndex(int index) {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (Set<Variable> sliced : List.of(Set.of(kernel), Set.<Variable>of())) {
                GradientAccumulators gradients = new GradientAccumulators(weights, sliced);
                gradients.clear();
                gradients.partialSum(0).accumulator(kernel).data()[index] = value;
                gradients.reduce();
                assertSame(kernel, gradients.firstNonFinite());
                gradients.clear();
                gradients.reduce();
                assertNull(gradients.firstNonFinite());
                gradients.gradients().get(0).data()[index] = value; // as the gradient of a penalty might
                gradients.recheckFinite();
                assertSame(kernel, gradients.firstNonFinite());
            }
        }
    }

    @Test
    void theLargestValuesAreFinite() {
        GradientAccumulators gradients = new GradientAccumulators(weights, Set.of(kernel, bias));
        gradients.clear();
        Arrays.fill(gradients.partialSum(0).accumulator(kernel).data(), Float.MAX_VALUE);
        Arrays.fill(gradients.partialSum(0).accumulator(bias).data(), -Float.MAX_VALUE);
        gradients.reduce();
        assertNull(gradients.firstNonFinite());
    }

    /** Each step overwrites what the step before has left, NaN included, whether a backward adds with a gemm, by itself or not at all. */
    @Test
    void sumsBeginAtZeroInEachStep() {
        GradientAccumulators gradients = new GradientAccumulators(weights, Set.of(kernel));
        Tensor x = Tensor.zeros(1, 100);
        Tensor dz = Tensor.zeros(1, 100);
        Ops.fill(x, 2f);
        Ops.fill(dz, 3f);
        for (int by = 0; by < 3; by++) {
            gradients.clear();
            for (int i = 0; i < GradientAccumulators.PARTIAL_SUMS; i++) {
                Arrays.fill(gradients.partialSum(i).accumulator(kernel).data(), Float.NaN);
            }
            gradients.reduce();
            gradients.clear();
            if (by > 0) {
                gradients.partialSum(2).addTransposedDot(kernel, x, dz);
                gradients.partialSum(2).addTransposedDot(kernel, x, dz);
            }
            if (by > 1) {
                gradients.partialSum(3).accumulator(kernel).data()[0] += 1;
                gradients.partialSum(3).addTransposedDot(kernel, x, dz);
            }
            gradients.reduce();
            float[] all = new float[SIZE];
            Arrays.fill(all, new float[] {0, 12, 18}[by]);
            all[0] += by > 1 ? 1 : 0;
            assertArrayEquals(all, gradients.gradients().get(0).toArray());
            assertEquals(by > 0, gradients.haveGradients()[0]);
            assertFalse(gradients.haveGradients()[1]);
        }
    }
}
