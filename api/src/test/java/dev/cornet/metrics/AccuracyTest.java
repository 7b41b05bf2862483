package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.assertResult;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Registry;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class AccuracyTest {
    @Test
    void countsEqualValues() {
        assertResult(
                0.75,
                new Accuracy().named("mine"),
                Tensor.of(new int[] {1, 2, 3, 4}, 2, 2),
                Tensor.of(new int[] {1, 2, 3, 5}, 2, 2));
    }

    private static Accuracy byName() {
        return (Accuracy) Registry.get(Metric.class, "accuracy");
    }

    @Test
    void anObjectDoesNotResolveByTheShapes() {
        Accuracy own = new Accuracy();
        assertSame(own, own.resolve(Shape.of(4, 1), Shape.of(4, 3)));
    }

    @Test
    void resolvesByTheShapesAsKerasDoes() {
        for (JsonNode row : GoldenCase.read("metrics", "resolution").tree().get("by_shape")) {
            Metric resolved = byName().named("mine")
                    .resolve(GoldenCase.shape(row.get("y_true_shape")), GoldenCase.shape(row.get("y_pred_shape")));
            assertEquals(row.get("accuracy").asText(), resolved.getClass().getSimpleName());
            assertEquals("mine", resolved.name());
        }
    }
}
