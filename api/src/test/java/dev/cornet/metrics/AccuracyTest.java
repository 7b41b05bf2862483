package dev.cornet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Registry;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

final class AccuracyTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new Accuracy().named("mine");
    }

    @Override
    Direction expectedDirection() {
        return Direction.MAXIMIZE;
    }

    @Test
    void countsEqualValues() {
        assertResult(0.75, metric(), Tensor.of(new int[] {1, 2, 3, 4}, 2, 2), Tensor.of(new int[] {1, 2, 3, 5}, 2, 2));
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
            Metric resolved =
                    byName().named("mine").resolve(shape(row.get("y_true_shape")), shape(row.get("y_pred_shape")));
            assertEquals(row.get("accuracy").asText(), resolved.getClass().getSimpleName());
            assertEquals("mine", resolved.name());
        }
    }

    private static Shape shape(JsonNode dims) {
        return Shape.of(StreamSupport.stream(dims.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray());
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "mine: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> metric().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
