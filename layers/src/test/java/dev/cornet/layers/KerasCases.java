package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.PlacedUpdate;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import dev.cornet.testing.LayerRun;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Golden cases of layers: a layer is read from Keras' config, and its outputs and gradients are compared with those computed by Keras.
 * Cases with extreme values ("_extremes") are left to the tests of the activation functions, which know where Keras' formulas lose
 * precision.
 */
final class KerasCases {
    private static final double TOLERANCE = 1e-5;

    /** Options whose position in Keras' config differs from layer to layer. */
    private static final List<String> COMMON_OPTIONS = List.of("name", "trainable", "dtype");

    static {
        OwnCells.register();
    }

    private KerasCases() {}

    /** The golden cases of a layer. */
    static Stream<Golden> of(Class<?> type) {
        return Golden.cases("layers", type.getSimpleName()).stream()
                .filter(c -> !c.name().endsWith("_extremes"));
    }

    static void match(Golden golden) {
        Layer layer = Configs.read(Layer.class, golden.get("config"));
        List<String> keys = keys(golden.get("config").get("config"));
        List<String> own = keys(Configs.options(layer));
        keys.retainAll(own);
        own.retainAll(keys);
        keys.removeAll(COMMON_OPTIONS);
        own.removeAll(COMMON_OPTIONS);
        assertEquals(keys, own, golden.name() + ": the order of the options");
        boolean training = golden.get("training").asBoolean();
        List<Tensor> xs = golden.tensors("inputs");
        LayerAccess.buildOrCheck(
                layer, xs.stream().map(x -> x.shape().with(0, -1)).toList());
        List<Tensor> weights = golden.tensors("weights");
        layer.setWeights(weights);
        for (int w = 0; w < weights.size(); w++) {
            assertEquals(
                    golden.get("weight_names").get(w).asText(),
                    layer.variables().get(w).name(),
                    golden.name());
        }
        LayerRun run = golden.has("mask")
                ? LayerRun.forward(layer, xs, List.of(golden.tensor("mask")), training)
                : LayerRun.forward(layer, xs, training);
        List<Tensor> dys = new ArrayList<>(List.of(golden.tensor("output_gradient")));
        assertClose(golden, "output", golden.tensor("output"), run.y());
        if (golden.has("further_outputs")) {
            List<Tensor> furtherOutputs = golden.tensors("further_outputs");
            assertEquals(furtherOutputs.size(), run.ys().size() - 1, golden.name());
            for (int o = 0; o < furtherOutputs.size(); o++) {
                assertClose(
                        golden,
                        "further_outputs",
                        furtherOutputs.get(o),
                        run.ys().get(o + 1));
            }
            dys.addAll(golden.tensors("further_gradients"));
        }
        LayerRun.BackwardResult back = run.backward(dys);
        List<Tensor> dxs = golden.tensors("input_gradients");
        for (int i = 0; i < dxs.size(); i++) {
            Tensor dx = back.dxs().get(i);
            assertNotNull(dx, golden.name());
            assertClose(golden, "input_gradients", dxs.get(i), dx);
        }
        for (int w = 0; w < weights.size(); w++) {
            JsonNode expected = golden.get("weight_gradients").get(w);
            Variable variable = layer.variables().get(w);
            assertEquals(!expected.isNull(), variable.trainable(), golden.name() + ": trainable " + variable.name());
            if (!expected.isNull()) {
                assertClose(
                        golden,
                        "weight_gradients",
                        Golden.tensor(expected),
                        back.dws().get(variable));
            }
        }
        if (golden.has("weights_after")) {
            run.updates().forEach(PlacedUpdate::commit);
            List<Tensor> after = golden.tensors("weights_after");
            for (int w = 0; w < after.size(); w++) {
                assertClose(
                        golden,
                        "weights_after",
                        after.get(w),
                        layer.variables().get(w).mutableValue());
            }
        }
    }

    private static List<String> keys(JsonNode config) {
        List<String> keys = new ArrayList<>();
        config.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** At z = max_value Keras passes the gradient for every max_value except 6; this library passes it for 6 too. */
    private static boolean differsByDesign(Golden golden, String field, int i) {
        return golden.name().equals("layers/relu_kinks")
                && field.equals("input_gradients")
                && golden.tensors("inputs").get(0).data()[i] == 6;
    }

    private static void assertClose(Golden golden, String field, Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape(), golden.name() + ": " + field);
        double largest = 0;
        for (float v : expected.data()) {
            largest = Float.isFinite(v) ? Math.max(largest, Math.abs(v)) : largest;
        }
        for (int i = 0; i < expected.size(); i++) {
            float e = expected.data()[i];
            float a = actual.data()[actual.offset() + i];
            boolean same = differsByDesign(golden, field, i)
                    || Float.compare(e, a) == 0
                    || Math.abs((double) e - a) <= TOLERANCE * Math.min(largest, 1 + Math.abs(e)) + 1e-7;
            int at = i;
            assertTrue(same, () -> golden.name() + ": " + field + "[" + at + "] expected " + e + ", got " + a);
        }
    }
}
