package dev.cornet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Registry;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Shape;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

final class CrossentropyTest {
    @Test
    void resolvesByTheShapesAsKerasDoes() {
        for (JsonNode row : GoldenCase.read("metrics", "resolution").tree().get("by_shape")) {
            Metric resolved = new Crossentropy()
                    .named("ce")
                    .resolve(shape(row.get("y_true_shape")), shape(row.get("y_pred_shape")));
            assertEquals(row.get("crossentropy").asText(), Registry.nameOf(resolved));
            assertEquals("ce", resolved.name());
        }
    }

    private static Shape shape(JsonNode dims) {
        return Shape.of(StreamSupport.stream(dims.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray());
    }

    @Test
    void anObjectIsTheCategoricalOne() {
        assertEquals(
                (0.05129 + 2.30259) / 2,
                BuiltInMetricContract.after(new Crossentropy(), BuiltInMetricContract.T, BuiltInMetricContract.P, null)
                        .result(),
                6e-6);
    }

    @Test
    void isFoundByItsShortName() {
        assertEquals(Crossentropy.class, Registry.find(Metric.class, "ce"));
    }
}
