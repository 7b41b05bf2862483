package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.models.Model;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.Arrays;

/** The weights of golden/densenet-nasnet/make.py, and comparisons with its samples of tensors. */
final class HashedCells {
    private static final double TOLERANCE = 1e-4;

    private HashedCells() {}

    /** Sets the weights of make.py. */
    static Model weights(Model model) {
        return Hashed.weights(model, model.name().contains("nasnet") ? HashedCells::value : Hashed::value);
    }

    private static double value(Variable w, double u) {
        Shape shape = w.shape();
        return switch (w.name()) {
            case "depthwise_kernel" ->
                (2 * u - 1) * Math.sqrt(3.0 / shape.range(0, 2).size());
            case "pointwise_kernel" -> (2 * u - 1) * Math.sqrt(6.0 / shape.dim(2));
            case "gamma" -> 0.4 + 0.6 * u;
            default -> Hashed.value(w, u);
        };
    }

    /**
     * Compares with the sample that {@code some} in make.py takes, to 1e-4 of the largest value, or to the noise of single precision if
     * that is larger.
     */
    static void assertAgrees(String what, JsonNode sample, Tensor y) {
        assertEquals(
                sample.get("shape").toString(),
                Arrays.toString(y.shape().toArray()).replace(" ", ""),
                what);
        float[] values = y.toArray();
        float[] expected = Golden.tensor(sample.get("values")).toArray();
        double largest = sample.get("largest").asDouble();
        double tolerance = Math.max(TOLERANCE, 2 * sample.path("noise").asDouble()) * largest;
        assertTrue(largest > 0, what);
        for (int i = 0; i < expected.length; i++) {
            int at = i * sample.get("step").asInt();
            assertEquals(expected[i], values[at], tolerance, what + " at " + at);
        }
        double sum = 0;
        double squares = 0;
        double max = 0;
        for (float v : values) {
            sum += v;
            squares += (double) v * v;
            max = Math.max(max, Math.abs(v));
        }
        assertEquals(largest, max, tolerance, what);
        assertEquals(sample.get("mean").asDouble(), sum / values.length, tolerance, what);
        assertEquals(sample.get("mean_square").asDouble(), squares / values.length, tolerance * largest, what);
    }
}
