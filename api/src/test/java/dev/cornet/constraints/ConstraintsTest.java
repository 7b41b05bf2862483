package dev.cornet.constraints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConstraintsTest {
    private static final Map<String, List<String>> CASES = GoldenCase.index("constraints");

    static Stream<String> cases() {
        return CASES.values().stream().flatMap(List::stream);
    }

    @Test
    void everyConstraintHasItsCases() {
        assertEquals(GoldenCase.components(Constraint.class), CASES.keySet());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesKeras(String name) {
        JsonNode tree = GoldenCase.read("constraints", name).tree();
        Tensor w = GoldenCase.tensor(tree.get("before"));
        Constraint constraint = Configs.read(Constraint.class, tree.get("config"));
        constraint.project(w);
        assertArrayEquals(GoldenCase.tensor(tree.get("after")).toArray(), w.toArray(), 1e-6f);
    }

    /** A matrix with columns (3, 4) and (0, 1), whose norms are 5 and 1. */
    private static Tensor matrix() {
        return Tensor.of(new float[] {3, 0, 4, 1}, 2, 2);
    }

    private static void assertProjected(Constraint constraint, Tensor w, float... expected) {
        constraint.project(w);
        assertArrayEquals(expected, w.toArray(), 1e-6f);
    }

    @Test
    void matchesHandComputedValues() {
        assertProjected(new MaxNorm(), matrix(), 1.2f, 0, 1.6f, 1);
        assertProjected(new MaxNorm(10), matrix(), 3, 0, 4, 1);
        assertProjected(new UnitNorm(), matrix(), 0.6f, 0, 0.8f, 1);
        assertProjected(new MinMaxNorm(2, 3), matrix(), 1.8f, 0, 2.4f, 2);
        assertProjected(
                new MinMaxNorm(2, 3).rate(0.5),
                matrix(),
                2.4f,
                0,
                3.2f,
                1.5f); // half of the difference is corrected: norms 4 and 1.5
        assertProjected(new NonNeg(), Tensor.of(new float[] {-1, 0, 2, -0.5f}, 4), 0, 0, 2, 0);
    }

    @Test
    void axesChooseTheVectors() {
        assertProjected(new UnitNorm().axis(1), Tensor.of(new float[] {3, 4, 0, 2}, 2, 2), 0.6f, 0.8f, 0, 1);
        assertProjected(new UnitNorm().axis(-1), Tensor.of(new float[] {3, 4, 0, 2}, 2, 2), 0.6f, 0.8f, 0, 1);
        assertProjected(new UnitNorm().axis(0, 1), Tensor.of(new float[] {1, 1, 1, 1}, 2, 2), 0.5f, 0.5f, 0.5f, 0.5f);
        assertProjected( // one vector for each index of the middle axis
                new UnitNorm().axis(0, 2),
                Tensor.of(new float[] {1, 1, 2, 0, 1, 1, 0, 0}, 2, 2, 2),
                0.5f,
                0.5f,
                1,
                0,
                0.5f,
                0.5f,
                0,
                0);
    }

    /** All sets of axes of a weight with four axes, compared with norms computed index by index. */
    @Test
    void anySetOfAxesChoosesTheVectors() {
        int[] dims = {2, 3, 2, 4};
        for (int set = 1; set < 16; set++) {
            int axisSet = set;
            int[] axes = IntStream.range(0, 4)
                    .filter(axis -> (axisSet >> axis & 1) == 1)
                    .toArray();
            Tensor w = Tensor.zeros(dims);
            Map<String, Double> squares = new HashMap<>();
            for (int i = 0; i < w.size(); i++) {
                w.data()[i] = (float) Math.sin(i + 1);
                squares.merge(vector(i, dims, axisSet), (double) w.data()[i] * w.data()[i], Double::sum);
            }
            Tensor before = w.copy();
            new UnitNorm().axis(axes).project(w);
            for (int i = 0; i < w.size(); i++) {
                double norm = Math.sqrt(squares.get(vector(i, dims, axisSet)));
                assertEquals(before.data()[i] / norm, w.data()[i], 1e-6, "axes " + Arrays.toString(axes));
            }
        }
    }

    /** The indices of value i along the axes outside the set, which identify its vector. */
    private static String vector(int i, int[] dims, int axisSet) {
        StringBuilder vector = new StringBuilder();
        for (int axis = 3, remainder = i; axis >= 0; remainder /= dims[axis], axis--) {
            vector.append((axisSet >> axis & 1) == 1 ? "*" : remainder % dims[axis])
                    .append(' ');
        }
        return vector.toString();
    }

    @Test
    void projectsViewsAndLeavesTheirNeighbours() {
        float[] data = {9, 3, 0, 4, 1, 9};
        new UnitNorm().project(Tensor.wrap(data, 1, matrix().shape()));
        assertArrayEquals(new float[] {9, 0.6f, 0, 0.8f, 1, 9}, data, 1e-6f);
    }

    @Test
    void vectorsOfZerosAndEmptyWeightsAreUnchanged() {
        assertProjected(new UnitNorm(), Tensor.zeros(2, 2), 0, 0, 0, 0);
        assertProjected(new MaxNorm(), Tensor.zeros(0, 3));
    }

    /** Enough values for several tasks of the worker pool; every column gets norm 1. */
    @Test
    void largeWeightsAreProjectedCompletely() {
        int rows = 500;
        int columns = 120;
        Tensor w = Tensor.zeros(rows, columns);
        for (int i = 0; i < w.size(); i++) {
            w.data()[i] = (float) Math.sin(i);
        }
        new UnitNorm().project(w);
        for (int c = 0; c < columns; c++) {
            double sum = 0;
            for (int r = 0; r < rows; r++) {
                sum += (double) w.get(r, c) * w.get(r, c);
            }
            assertEquals(1, sum, 1e-5, "column " + c);
        }
    }

    private static void assertRefused(String message, Executable option) {
        assertEquals(message, assertThrows(OptionException.class, option).getMessage());
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("MaxNorm: max_value must be 0 or more, got -1.0", () -> new MaxNorm(-1));
        assertRefused("UnitNorm: axis must name at least one axis", () -> new UnitNorm().axis());
        assertRefused("MinMaxNorm: min_value must be 0 or more, got -1.0", () -> new MinMaxNorm(-1, 1));
        assertRefused("MinMaxNorm: max_value must not be below min_value, got 1.0 and 2.0", () -> new MinMaxNorm(2, 1));
        assertRefused("MinMaxNorm: rate must be between 0 and 1, got 1.5", () -> new MinMaxNorm().rate(1.5));
        assertRefused(
                "unknown constraint \"bound\"; known are max_norm, min_max_norm, non_neg, unit_norm."
                        + " A class of your own is made known by Cornet.register(MyClass.class).",
                () -> Constraints.of("bound"));
    }

    @Test
    void refusesMissingAxes() {
        ShapeException e =
                assertThrows(ShapeException.class, () -> new UnitNorm().axis(2).project(matrix()));
        assertEquals(
                "axis 2 does not exist in shape (2, 2) of rank 2; there are 0 to 1, or -1 to -2 from the end.",
                e.getMessage());
    }

    @Test
    void namesGiveTheDefaults() {
        assertProjected(Constraints.of("max_norm"), matrix(), 1.2f, 0, 1.6f, 1);
        assertProjected(Constraints.of("UnitNorm"), matrix(), 0.6f, 0, 0.8f, 1);
        assertProjected(Constraints.of("min_max_norm"), matrix(), 0.6f, 0, 0.8f, 1);
        assertEquals(NonNeg.class, Constraints.of("non_neg").getClass());
    }
}
