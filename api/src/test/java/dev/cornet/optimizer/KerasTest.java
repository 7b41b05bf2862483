package dev.cornet.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.golden.GoldenCase;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten steps of each optimizer and each schedule beside Keras. */
final class KerasTest {
    static Stream<GoldenCase> optimizers() {
        return cases("optimizers");
    }

    static Stream<GoldenCase> schedules() {
        return cases("schedules");
    }

    private static Stream<GoldenCase> cases(String family) {
        return GoldenCase.index(family).values().stream()
                .flatMap(List::stream)
                .map(name -> GoldenCase.read(family, name));
    }

    @ParameterizedTest
    @MethodSource
    void optimizers(GoldenCase golden) {
        JsonNode tree = golden.tree();
        Optimizer optimizer = (Optimizer) GoldenCase.unit("dev.cornet.optimizer", tree.get("config"));
        List<Variable> weights =
                Weights.of(GoldenCase.tensors(tree.get("start")).toArray(new Tensor[0]));
        for (int step = 0; step < tree.get("values").size(); step++) {
            assertEquals(
                    tree.get("learning_rates").get(step).asDouble(), optimizer.learningRate(), 1e-7, "rate " + step);
            optimizer.apply(weights, GoldenCase.tensors(tree.get("gradients").get(step)));
            List<Tensor> expected = GoldenCase.tensors(tree.get("values").get(step));
            for (int k = 0; k < weights.size(); k++) {
                assertClose(expected.get(k), weights.get(k).value(), "step " + step + ", " + weights.get(k));
            }
        }
        Map<String, Tensor> state = optimizer.state(weights);
        for (int i = 0; i < tree.get("optimizer_variables").size(); i++) {
            String keras = tree.get("optimizer_variable_names").get(i).asText();
            Tensor expected = GoldenCase.tensor(tree.get("optimizer_variables").get(i));
            for (Variable w : weights) {
                int at = keras.indexOf("/" + w.name() + "_");
                if (at >= 0) {
                    String slot = keras.substring(at + w.name().length() + 2);
                    assertClose(expected, state.get(slot + "/" + w.path()), keras);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void schedules(GoldenCase golden) {
        JsonNode tree = golden.tree();
        LearningRate schedule = (LearningRate) GoldenCase.unit("dev.cornet.optimizer", tree.get("config"));
        for (int i = 0; i < tree.get("steps").size(); i++) {
            long step = tree.get("steps").get(i).asLong();
            double expected = tree.get("values").get(i).asDouble();
            assertEquals(expected, schedule.at(step), 1e-8 + 1e-5 * expected, "step " + step);
        }
    }

    private static void assertClose(Tensor expected, Tensor got, String where) {
        for (int i = 0; i < expected.size(); i++) {
            float e = expected.data()[i];
            assertEquals(e, got.data()[got.offset() + i], 1e-6 + 1e-6 * Math.abs(e), where + " [" + i + "]");
        }
    }
}
