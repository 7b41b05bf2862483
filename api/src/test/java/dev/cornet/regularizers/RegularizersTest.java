package dev.cornet.regularizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.golden.GoldenCase;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegularizersTest {
    private static final Map<String, List<String>> CASES = GoldenCase.index("regularizers");

    static Stream<String> cases() {
        return CASES.values().stream().flatMap(List::stream);
    }

    static Stream<Regularizer> regularizers() {
        return Stream.of(
                new L1(0.3),
                new L2(0.3),
                new L1L2(0.1, 0.2),
                new OrthogonalRegularizer(0.5),
                new OrthogonalRegularizer(0.5).mode("columns"));
    }

    @Test
    void everyRegularizerHasItsCases() {
        Set<String> components = GoldenCase.components(Regularizer.class);
        assertEquals(components, CASES.keySet());
        assertEquals(
                components,
                regularizers().map(r -> r.getClass().getSimpleName()).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesKeras(String name) {
        JsonNode tree = GoldenCase.read("regularizers", name).tree();
        Tensor w = GoldenCase.tensor(tree.get("weights"));
        Regularizer regularizer = Configs.read(Regularizer.class, tree.get("config"));
        assertEquals(tree.get("value").asDouble(), regularizer.penalty(w), 1e-6);
        Tensor dw = Tensor.zeros(w.shape());
        regularizer.addGradient(w, dw);
        assertArrayEquals(GoldenCase.tensor(tree.get("gradient")).toArray(), dw.toArray(), 1e-7f);
    }

    /** w = (1, −2, 0, 3) has Σ|w| = 6 and Σw² = 14; the gradient is added to the values of dw. */
    @Test
    void matchesHandComputedValues() {
        Tensor w = Tensor.of(new float[] {1, -2, 0, 3}, 2, 2);
        assertEquals(0.6, new L1(0.1).penalty(w), 1e-12);
        assertEquals(1.4, new L2(0.1).penalty(w), 1e-12);
        assertEquals(0.6 + 2.8, new L1L2(0.1, 0.2).penalty(w), 1e-12);
        Tensor dw = Tensor.of(new float[] {10, 10, 10, 10}, 2, 2);
        new L1L2(0.1, 0.2).addGradient(w, dw);
        assertArrayEquals(new float[] {10.5f, 9.1f, 10, 11.3f}, dw.toArray(), 1e-6f);
        assertEquals(0.5 * 0.8944272, new OrthogonalRegularizer(0.5).penalty(w), 1e-6); // (1, −2)·(0, 1)/√5
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void gradientMatchesFiniteDifferences(Regularizer regularizer) {
        Tensor w = random(5, 4);
        Tensor dw = Tensor.zeros(w.shape());
        regularizer.addGradient(w, dw);
        for (int i = 0; i < w.size(); i++) {
            Tensor up = w.copy();
            Tensor down = w.copy();
            up.data()[i] += 0x1p-10f;
            down.data()[i] -= 0x1p-10f;
            double h = (double) up.data()[i] - down.data()[i];
            assertEquals((regularizer.penalty(up) - regularizer.penalty(down)) / h, dw.data()[i], 1e-5);
        }
    }

    /** Enough values for several tasks of the worker pool, with an offset in their array. */
    @Test
    void partialSumsAddUp() {
        int n = 50_001;
        float[] data = new float[n + 7];
        double absolute = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            data[7 + i] = (i % 7 - 3) / 4f;
            absolute += Math.abs(data[7 + i]);
            squares += data[7 + i] * data[7 + i];
        }
        data[0] = 1e6f;
        Tensor w = Tensor.wrap(data, 7, Tensor.zeros(n).shape());
        assertEquals(absolute, new L1(1).penalty(w));
        assertEquals(squares, new L2(1).penalty(w));
        Tensor dw = Tensor.zeros(n);
        new L1L2(0.5, 0.25).addGradient(w, dw);
        for (int i = 0; i < n; i++) {
            float x = data[7 + i];
            assertEquals(0.5f * Math.signum(x) + 0.5f * x, dw.data()[i]);
        }
    }

    @Test
    void denormalsHaveTheirSign() {
        Tensor dw = Tensor.zeros(4);
        new L1(1).addGradient(Tensor.of(new float[] {Float.MIN_VALUE, -Float.MIN_VALUE, -0f, Float.MAX_VALUE}, 4), dw);
        assertArrayEquals(new float[] {1, -1, 0, 1}, dw.toArray());
    }

    @Test
    void rowsOfZerosAndSingleRowsHaveNoPenalty() {
        OrthogonalRegularizer rows = new OrthogonalRegularizer();
        for (Tensor w : List.of(Tensor.zeros(2, 3), Tensor.of(new float[] {1, 2, 3}, 1, 3))) {
            Tensor dw = Tensor.zeros(w.shape());
            rows.addGradient(w, dw);
            assertEquals(0, rows.penalty(w));
            assertArrayEquals(new float[w.size()], dw.toArray());
        }
    }

    @Test
    void factoriesAndNamesSetTheFactors() {
        Tensor w = Tensor.of(new float[] {1, -2, 0, 3}, 2, 2);
        assertEquals(Regularizers.l1(0.5).penalty(w), new L1(0.5).penalty(w));
        assertEquals(Regularizers.l2(0.5).penalty(w), new L2(0.5).penalty(w));
        assertEquals(Regularizers.l1L2(0.5, 0.1).penalty(w), new L1L2(0.5, 0.1).penalty(w));
        assertEquals(0.06, Regularizers.of("l1").penalty(w), 1e-12);
        assertEquals(0.14, Regularizers.of("l2").penalty(w), 1e-12);
        assertEquals(0.2, Regularizers.of("l1_l2").penalty(w), 1e-12);
        assertEquals(0, Regularizers.of("l1l2").penalty(w)); // as in Keras 3
        assertEquals(
                OrthogonalRegularizer.class,
                Regularizers.of("orthogonal_regularizer").getClass());
    }

    private static void assertRefused(String message, Executable option) {
        assertEquals(message, assertThrows(OptionException.class, option).getMessage());
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("L1: l1 must be a finite number, 0 or more, got -0.1", () -> new L1(-0.1));
        assertRefused(
                "L2: l2 must be a finite number, 0 or more, got Infinity", () -> new L2(Double.POSITIVE_INFINITY));
        assertRefused("L1L2: l1 must be a finite number, 0 or more, got NaN", () -> new L1L2(Double.NaN, 0));
        assertRefused("L1L2: l2 must be a finite number, 0 or more, got -1.0", () -> new L1L2(0, -1));
        assertRefused(
                "OrthogonalRegularizer: factor must be a finite number, 0 or more, got -1.0",
                () -> new OrthogonalRegularizer(-1));
        assertRefused(
                "OrthogonalRegularizer: unknown mode \"diagonals\"; known are rows, columns.",
                () -> new OrthogonalRegularizer().mode("diagonals"));
        ShapeException e =
                assertThrows(ShapeException.class, () -> new OrthogonalRegularizer().penalty(Tensor.zeros(2, 2, 2)));
        assertEquals("OrthogonalRegularizer: expected a weight of two axes, got (2, 2, 2)", e.getMessage());
    }

    private static Tensor random(int rows, int columns) {
        float[] values = new float[rows * columns];
        RandomStream random = new RandomStream(5);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.normal(i);
        }
        return Tensor.of(values, rows, columns);
    }
}
