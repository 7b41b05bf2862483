package dev.cornet.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.CornetException;
import dev.cornet.golden.GoldenCase;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The tests that every optimizer of the library has to pass. */
public abstract class OptimizerChecks {
    /** The optimizer, with options other than the default ones. */
    abstract Optimizer optimizer();

    @Test
    final void matchesKeras() {
        List<String> names = GoldenCase.names("optimizers", optimizer().getClass());
        assertTrue(names.size() > 0);
        names.forEach(name -> check(GoldenCase.read("optimizers", name)));
    }

    private static void check(GoldenCase golden) {
        JsonNode tree = golden.tree();
        Optimizer optimizer = Configs.read(Optimizer.class, tree.get("config"));
        GoldenCase.assertKerasOptions(optimizer, tree.get("config"));
        List<Constraint> constraints = new ArrayList<>();
        tree.path("constraints").forEach(record -> constraints.add(Configs.read(Constraint.class, record)));
        Tensor[] start = GoldenCase.tensors(tree.get("start")).toArray(new Tensor[0]);
        List<Variable> weights = TestWeights.constrained(constraints, start);
        for (int step = 0; step < tree.get("values").size(); step++) {
            String where = golden + ", step " + step + ", ";
            double rate = tree.get("learning_rates").get(step).asDouble();
            assertEquals(rate, optimizer.learningRate(), 1e-7, where + "learning rate");
            optimizer.apply(weights, GoldenCase.tensors(tree.get("gradients").get(step)));
            List<Tensor> expected = GoldenCase.tensors(tree.get("values").get(step));
            for (int k = 0; k < weights.size(); k++) {
                assertClose(expected.get(k), weights.get(k).mutableValue(), where + weights.get(k));
            }
        }
        checkSlots(golden, optimizer.state(weights), weights);
    }

    /** Compares slots; Keras' name {@code adam/kernel_momentum} corresponds to {@code momentum/dense/kernel} in Cornet. */
    private static void checkSlots(GoldenCase golden, Map<String, Tensor> state, List<Variable> weights) {
        JsonNode names = golden.tree().get("optimizer_variable_names");
        List<Tensor> slots = GoldenCase.tensors(golden.tree().get("optimizer_variables"));
        int compared = 0;
        for (int i = 0; i < slots.size(); i++) {
            String keras = names.get(i).asText();
            for (Variable w : weights) {
                int at = keras.indexOf("/" + w.name() + "_");
                if (at >= 0) {
                    String slot = keras.substring(at + w.name().length() + 2);
                    assertClose(slots.get(i), state.get(slot + "/" + w.path()), golden + ", " + keras);
                    compared++;
                }
            }
        }
        assertEquals(state.size() - 1, compared, "slots of " + golden);
    }

    private static void assertClose(Tensor expected, Tensor got, String where) {
        for (int i = 0; i < expected.size(); i++) {
            float e = expected.data()[i];
            assertEquals(e, got.data()[got.offset() + i], 1e-6 + 1e-6 * Math.abs(e), where + " [" + i + "]");
        }
    }

    @Test
    final void continuesFromItsState() {
        List<Variable> whole = TestWeights.of(TestWeights.values(1, 40), TestWeights.values(2, 3));
        List<Variable> parts = TestWeights.of(TestWeights.values(1, 40), TestWeights.values(2, 3));
        Optimizer first = optimizer();
        for (int step = 0; step < 7; step++) {
            first.apply(whole, gradients(step));
        }
        Optimizer second = optimizer();
        for (int step = 0; step < 4; step++) {
            second.apply(parts, gradients(step));
        }
        Map<String, Tensor> saved = new HashMap<>();
        second.state(parts).forEach((name, tensor) -> saved.put(name, tensor.copy()));
        Optimizer third = optimizer();
        third.restore(parts, saved);
        assertEquals(second.iterations(), third.iterations());
        for (int step = 4; step < 7; step++) {
            third.apply(parts, gradients(step));
        }
        for (int k = 0; k < 2; k++) {
            assertArrayEquals(
                    whole.get(k).mutableValue().toArray(),
                    parts.get(k).mutableValue().toArray());
        }
    }

    private static List<Tensor> gradients(int step) {
        return List.of(TestWeights.values(10 + step, 40), TestWeights.values(50 + step, 3));
    }

    @Test
    final void weightsWithZeroGradientsStayFinite() {
        List<Variable> weights = TestWeights.of(Tensor.of(new float[] {0.5f, -0.5f}, 2));
        Optimizer optimizer = optimizer();
        for (int step = 0; step < 3; step++) {
            optimizer.apply(weights, List.of(Tensor.zeros(2)));
        }
        for (float w : weights.get(0).mutableValue().toArray()) {
            assertTrue(Float.isFinite(w));
        }
    }

    @Test
    final void isNamedAsInKerasUntilNamed() {
        Class<? extends Optimizer> type = optimizer().getClass();
        String golden = GoldenCase.names("optimizers", type).get(0);
        JsonNode config =
                GoldenCase.read("optimizers", golden).tree().get("config").get("config");
        assertEquals(
                config.get("name").asText(),
                Registry.get(type, type.getSimpleName()).name());
    }

    @Test
    final void hasKerasDefaults() {
        Class<? extends Optimizer> type = optimizer().getClass();
        Optimizer plain = Registry.get(type, type.getSimpleName());
        String golden = type.getSimpleName().toLowerCase(java.util.Locale.ROOT);
        JsonNode keras =
                GoldenCase.read("optimizers", golden).tree().get("config").get("config");
        JsonNode ours = Configs.options(plain);
        keras.fields().forEachRemaining(option -> {
            String key = option.getKey();
            JsonNode value = option.getValue();
            if (value.isNumber()) {
                assertEquals(value.doubleValue(), ours.get(key).doubleValue(), 1e-8, key);
            } else if (!key.equals("name")) {
                assertEquals(value, ours.get(key), key);
            }
        });
    }

    /** Compares the weight after each of several steps with the same gradient. */
    static void assertSteps(Optimizer optimizer, float w, float g, double... expected) {
        List<Variable> weights = TestWeights.of(Tensor.of(new float[] {w}, 1));
        for (double e : expected) {
            optimizer.apply(weights, List.of(Tensor.of(new float[] {g}, 1)));
            assertEquals(e, weights.get(0).mutableValue().get(0), 3e-6);
        }
    }

    /** Compares the whole message of the exception. */
    public static void assertRefused(String message, Executable work) {
        assertEquals(message, assertThrows(CornetException.class, work).getMessage());
    }
}
