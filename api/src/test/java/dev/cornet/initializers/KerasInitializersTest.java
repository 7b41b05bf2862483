package dev.cornet.initializers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.golden.GoldenCase;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the distributions of random initializers with Keras', by moments and quantiles of large samples, and other values exactly. */
class KerasInitializersTest {
    private static final Map<String, List<String>> CASES = GoldenCase.index("initializers");
    private static final int SAMPLES = 100_000;

    static Stream<String> cases(String key) {
        return CASES.values().stream()
                .flatMap(List::stream)
                .filter(name -> read(name).has(key));
    }

    static Stream<String> random() {
        return cases("shapes").filter(name -> !name.startsWith("orthogonal"));
    }

    static Stream<String> exact() {
        return cases("values");
    }

    static Stream<String> orthogonal() {
        return CASES.get("Orthogonal").stream();
    }

    private static JsonNode read(String name) {
        return GoldenCase.read("initializers", name).tree();
    }

    private static Initializer initializer(JsonNode tree) {
        return Configs.read(Initializer.class, tree.get("config"));
    }

    @Test
    void everyInitializerHasItsCases() {
        assertEquals(GoldenCase.components(Initializer.class), CASES.keySet());
    }

    @ParameterizedTest
    @MethodSource("exact")
    void givesTheValuesOfKeras(String name) {
        JsonNode tree = read(name);
        for (JsonNode value : tree.get("values")) {
            Tensor expected = GoldenCase.tensor(value);
            Tensor w = Tensor.zeros(expected.shape());
            Initializer initializer = name.equals("identity")
                    ? new Identity().gain(2) // Keras' config omits the gain
                    : initializer(tree);
            initializer.fill(w, new RandomStream(1));
            assertArrayEquals(expected.toArray(), w.toArray());
        }
    }

    /** The tolerances are five standard errors of the compared statistic. */
    @ParameterizedTest
    @MethodSource("random")
    void hasTheDistributionOfKeras(String name) {
        JsonNode tree = read(name);
        for (JsonNode shape : tree.get("shapes")) {
            JsonNode expected = shape.get("expected");
            double[] sample = sample(initializer(tree), dims(shape), SAMPLES);
            double std = expected.get("std").asDouble();
            double error = 5 * std / Math.sqrt(SAMPLES);
            double mean = Arrays.stream(sample).average().orElseThrow();
            double variance = Arrays.stream(sample)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow();
            String what = name + " " + shape.get("kind").asText();
            assertEquals(expected.get("mean").asDouble(), mean, error, what);
            assertEquals(std, Math.sqrt(variance), error, what);
            withinBounds(expected, sample, what);
            quantiles(tree.get("probabilities"), expected.get("quantiles"), sample, what);
        }
    }

    private static void withinBounds(JsonNode expected, double[] sample, String what) {
        double low = Double.parseDouble(expected.get("low").asText());
        double high = Double.parseDouble(expected.get("high").asText());
        double rounding = Double.isInfinite(low) ? 0 : 1e-6 * (high - low);
        assertTrue(Arrays.stream(sample).min().orElseThrow() >= low - rounding, what);
        assertTrue(Arrays.stream(sample).max().orElseThrow() <= high + rounding, what);
    }

    /** Asserts that the fraction of values below the p-quantile of the distribution is p. */
    private static void quantiles(JsonNode probabilities, JsonNode quantiles, double[] sample, String what) {
        for (int i = 0; i < probabilities.size(); i++) {
            double p = probabilities.get(i).asDouble();
            double quantile = quantiles.get(i).asDouble();
            double below = Arrays.stream(sample).filter(x -> x < quantile).count() / (double) sample.length;
            assertEquals(p, below, 5 * Math.sqrt(p * (1 - p) / sample.length), what + " below quantile " + p);
        }
    }

    @ParameterizedTest
    @MethodSource("orthogonal")
    void vectorsAreOrthogonal(String name) {
        JsonNode tree = read(name);
        for (JsonNode shape : tree.get("shapes")) {
            int[] dims = dims(shape);
            Tensor w = Tensor.zeros(dims);
            initializer(tree).fill(w, new RandomStream(1));
            int columns = w.shape().last();
            boolean isTall = shape.get("orthonormal").asText().equals("columns");
            double square = shape.get("gram_diagonal").asDouble();
            int n = isTall ? columns : w.size() / columns;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double dot = dot(w.toArray(), columns, isTall, i, j);
                    assertEquals(i == j ? square : 0, dot, 2e-6, name + " " + w.shape() + " " + i + " " + j);
                }
            }
        }
    }

    private static double dot(float[] w, int columns, boolean isTall, int i, int j) {
        double dot = 0;
        for (int k = 0; k < (isTall ? w.length / columns : columns); k++) {
            double a = isTall ? w[k * columns + i] : w[i * columns + k];
            double b = isTall ? w[k * columns + j] : w[j * columns + k];
            dot += a * b;
        }
        return dot;
    }

    /** Matrices are uniformly distributed among the orthogonal ones, so single values have the same distribution as in Keras. */
    @ParameterizedTest
    @MethodSource("orthogonal")
    void orthogonalHasTheDistributionOfKeras(String name) {
        JsonNode tree = read(name);
        JsonNode expected = tree.get("measured");
        double[] sample = sample(initializer(tree), dims(expected), SAMPLES);
        double std = expected.get("std").asDouble();
        double mean = Arrays.stream(sample).average().orElseThrow();
        assertEquals(0, mean, 5 * std / Math.sqrt(SAMPLES));
        JsonNode probabilities = tree.get("probabilities");
        for (int i = 0; i < probabilities.size(); i++) {
            double p = probabilities.get(i).asDouble();
            double quantile = expected.get("quantiles").get(i).asDouble();
            double below = Arrays.stream(sample).filter(x -> x < quantile).count() / (double) SAMPLES;
            assertEquals(
                    p, below, 7 * Math.sqrt(p * (1 - p) / SAMPLES), name); // both fractions are estimated from samples
        }
    }

    private static int[] dims(JsonNode node) {
        int[] dims = new int[node.get("shape").size()];
        Arrays.setAll(dims, i -> node.get("shape").get(i).asInt());
        return dims;
    }

    /** The first {@code count} values of weights of one shape with different seeds. */
    private static double[] sample(Initializer initializer, int[] dims, int count) {
        Tensor w = Tensor.zeros(Shape.of(dims));
        double[] sample = new double[count];
        for (int from = 0, seed = 0; from < count; from += w.size(), seed++) {
            initializer.fill(w, new RandomStream(seed));
            for (int i = 0; i < Math.min(w.size(), count - from); i++) {
                sample[from + i] = w.data()[i];
            }
        }
        return sample;
    }
}
