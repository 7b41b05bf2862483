package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;

/** A long result of a golden file: every n-th value, and the mean of all values and of their squares. */
final class Sample {
    private Sample() {}

    /** Asserts that y agrees with the sample to {@code tolerance} times the largest of its values. */
    static void assertAgrees(JsonNode sample, Tensor y, double tolerance) {
        String shape = sample.get("shape")
                .toString()
                .replace("[", "(")
                .replace("]", ")")
                .replace(",", ", ");
        assertEquals(shape, y.shape().toString());
        float[] expected = Golden.tensor(sample.get("values")).toArray();
        float[] values = y.toArray();
        int every = sample.get("every").asInt();
        double close = tolerance * largest(expected);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], values[i * every], close, "value " + i * every);
        }
        double mean = 0;
        double meanSquare = 0;
        for (float v : values) {
            mean += v / values.length;
            meanSquare += (double) v * v / values.length;
        }
        assertEquals(sample.get("mean").asDouble(), mean, close, "mean");
        double expectedSquare = sample.get("mean_square").asDouble();
        assertEquals(expectedSquare, meanSquare, close * (2 * Math.sqrt(expectedSquare) + close), "mean square");
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }
}
