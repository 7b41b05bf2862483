package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.data.Batch;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty steps from given weights give the losses, metrics, weights and predictions of Keras. */
class KerasTrainingTest {
    private static final double STEP = 1e-5;
    private static final double END = 1e-4;

    static Stream<Golden> cases() {
        return Stream.of("Sequential", "Functional").flatMap(group -> Golden.cases("training", group).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesStepByStep(Golden golden) {
        KerasRun run = new KerasRun(golden);
        JsonNode steps = golden.get("steps");
        for (int step = 0; step < steps.size(); step++) {
            Map<String, Double> values = run.model()
                    .trainOnBatch(batch(golden, step), classWeights(golden.get("class_weight")))
                    .metrics();
            run.requireValues("step " + step, steps.get(step), values, step == 0 ? STEP : END);
        }
        run.requireWeights(END);
        run.requireClose(
                "predictions", golden.tensor("predictions"), run.model().predict(golden.tensor("x")), END);
    }

    private static Batch batch(Golden golden, int step) {
        Tensor x = golden.tensor("x");
        Tensor y = golden.tensor("y");
        int size = golden.get("batch_size").asInt();
        int from = step % (x.shape().dim(0) / size) * size;
        Batch batch = Batch.of(x.rows(from, from + size), y.rows(from, from + size));
        if (!golden.get("sample_weight").isNull()) {
            return Batch.of(
                    batch.inputs().get(0),
                    batch.targets().get(0),
                    golden.tensor("sample_weight").rows(from, from + size));
        }
        return batch;
    }

    static Map<Integer, Double> classWeights(JsonNode node) {
        Map<Integer, Double> weights = new HashMap<>();
        node.fields()
                .forEachRemaining(w ->
                        weights.put(Integer.valueOf(w.getKey()), w.getValue().asDouble()));
        return weights;
    }
}
