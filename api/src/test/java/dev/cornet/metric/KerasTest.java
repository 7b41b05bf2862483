package dev.cornet.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KerasTest {
    static Stream<GoldenCase> metrics() {
        return GoldenCase.index("metrics").values().stream()
                .flatMap(List::stream)
                .filter(name -> !name.equals("resolution"))
                .map(name -> GoldenCase.read("metrics", name));
    }

    @ParameterizedTest
    @MethodSource
    void metrics(GoldenCase golden) {
        JsonNode tree = golden.tree();
        Metric metric = (Metric) GoldenCase.unit("dev.cornet.metric", tree.get("config"));
        assertEquals(
                tree.get("config").get("config").get("name").asText(),
                new Object() {
                    String name() {
                        try {
                            var c = metric.getClass().getDeclaredConstructor();
                            c.setAccessible(true);
                            return c.newInstance().name();
                        } catch (ReflectiveOperationException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }.name());
        for (int round = 0; round < 2; round++) {
            for (JsonNode batch : tree.get("batches")) {
                Tensor t = GoldenCase.tensor(batch.get("y_true"));
                Tensor p = GoldenCase.tensor(batch.get("y_pred"));
                Tensor w = batch.get("sample_weight").isNull() ? null : GoldenCase.tensor(batch.get("sample_weight"));
                metric.checkTargets(t, p);
                metric.update(t, p, w);
                JsonNode expected = batch.get("result");
                if (expected.isObject()) {
                    float[] all = GoldenCase.tensor(expected).data();
                    double[] results = metric.results();
                    assertEquals(all.length, results.length);
                    for (int i = 0; i < all.length; i++) {
                        assertEquals(all[i], results[i], 2e-6, "result " + i);
                    }
                } else {
                    double e = expected.asDouble();
                    assertEquals(e, metric.result(), 2e-6 + 2e-6 * Math.abs(e));
                }
            }
            metric.reset();
        }
    }
}
