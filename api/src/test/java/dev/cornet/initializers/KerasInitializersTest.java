package dev.cornet.initializers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.golden.GoldenCase;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of Keras' initializers: moments and quantiles of large samples, exact values where there is no chance. */
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
        Set<String> units = Registry.units(Initializer.class).stream()
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
        assertEquals(units, CASES.keySet());
    }

    @ParameterizedTest
    @MethodSource("exact")
    void givesTheValuesOfKeras(String name) {
        JsonNode tree = read(name);
        for (JsonNode value : tree.get("values")) {
            Tensor expected = GoldenCase.tensor(value);
            Tensor w = Tensor.zeros(expected.shape());
            Initializer initializer = name.equals("identity")
                    ? new Identity().gain(2) // Keras leaves the gain out of its record
                    : initializer(tree);
            initializer.fill(w, new RandomStream(1));
            assertArrayEquals(expected.toArray(), w.toArray());
        }
    }

    /** Tolerances are five standard errors of the figure. */
    @ParameterizedTest
    @MethodSource("random")
    void hasTheLawOfKeras(String name) {
        JsonNode tree = read(name);
        for (JsonNode shape : tree.get("shapes")) {
            JsonNode law = shape.get("expected");
            double[] sample = sample(initializer(tree), dims(shape), SAMPLES);
            double std = law.get("std").asDouble();
            double error = 5 * std / Math.sqrt(SAMPLES);
            double mean = Arrays.stream(sample).average().orElseThrow();
            double variance = Arrays.stream(sample)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow();
            String what = name + " " + shape.get("kind").asText();
            assertEquals(law.get("mean").asDouble(), mean, error, what);
            assertEquals(std, Math.sqrt(variance), error, what);
            withinBounds(law, sample, what);
            quantiles(tree.get("probabilities"), law.get("quantiles"), sample, what);
        }
    }

    private static void withinBounds(JsonNode law, double[] sample, String what) {
        double low = Double.parseDouble(law.get("low").asText());
        double high = Double.parseDouble(law.get("high").asText());
        double rounding = Double.isInfinite(low) ? 0 : 1e-6 * (high - low);
        assertTrue(Arrays.stream(sample).min().orElseThrow() >= low - rounding, what);
        assertTrue(Arrays.stream(sample).max().orElseThrow() <= high + rounding, what);
    }

    /** The share of values below the law's quantile of p is p. */
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
            boolean tall = shape.get("orthonormal").asText().equals("columns");
            double square = shape.get("gram_diagonal").asDouble();
            int n = tall ? columns : w.size() / columns;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double dot = dot(w.toArray(), columns, tall, i, j);
                    assertEquals(i == j ? square : 0, dot, 2e-6, name + " " + w.shape() + " " + i + " " + j);
                }
            }
        }
    }

    private static double dot(float[] w, int columns, boolean tall, int i, int j) {
        double dot = 0;
        for (int k = 0; k < (tall ? w.length / columns : columns); k++) {
            double a = tall ? w[k * columns + i] : w[i * columns + k];
            double b = tall ? w[k * columns + j] : w[j * columns + k];
            dot += a * b;
        }
        return dot;
    }

    /** Every orthogonal matrix is equally likely: the law of a single value is that of Keras. */
    @ParameterizedTest
    @MethodSource("orthogonal")
    void orthogonalHasTheLawOfKeras(String name) {
        JsonNode tree = read(name);
        JsonNode law = tree.get("measured");
        double[] sample = sample(initializer(tree), dims(law), SAMPLES);
        double std = law.get("std").asDouble();
        double mean = Arrays.stream(sample).average().orElseThrow();
        assertEquals(0, mean, 5 * std / Math.sqrt(SAMPLES));
        JsonNode probabilities = tree.get("probabilities");
        for (int i = 0; i < probabilities.size(); i++) {
            double p = probabilities.get(i).asDouble();
            double quantile = law.get("quantiles").get(i).asDouble();
            double below = Arrays.stream(sample).filter(x -> x < quantile).count() / (double) SAMPLES;
            assertEquals(p, below, 7 * Math.sqrt(p * (1 - p) / SAMPLES), name); // both figures are samples
        }
    }

    private static int[] dims(JsonNode node) {
        int[] dims = new int[node.get("shape").size()];
        Arrays.setAll(dims, i -> node.get("shape").get(i).asInt());
        return dims;
    }

    /** As many weights of one shape as make up {@code count} values. */
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
