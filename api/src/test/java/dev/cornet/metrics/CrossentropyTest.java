package dev.cornet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Registry;
import dev.cornet.golden.GoldenCase;
import org.junit.jupiter.api.Test;

final class CrossentropyTest {
    @Test
    void resolvesByTheShapesAsKerasDoes() {
        for (JsonNode row : GoldenCase.read("metrics", "resolution").tree().get("by_shape")) {
            Metric resolved = new Crossentropy()
                    .named("ce")
                    .resolve(GoldenCase.shape(row.get("y_true_shape")), GoldenCase.shape(row.get("y_pred_shape")));
            assertEquals(row.get("crossentropy").asText(), Registry.nameOf(resolved));
            assertEquals("ce", resolved.name());
        }
    }

    @Test
    void anObjectIsTheCategoricalOne() {
        assertEquals(
                (0.05129 + 2.30259) / 2,
                MetricChecks.after(new Crossentropy(), MetricChecks.T, MetricChecks.P, null)
                        .result(),
                6e-6);
    }

    @Test
    void isFoundByItsShortName() {
        assertEquals(Crossentropy.class, Registry.find(Metric.class, "ce"));
    }
}
