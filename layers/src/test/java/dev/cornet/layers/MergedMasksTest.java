package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PlainPass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import dev.cornet.testing.LayerRun;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Merging layers with masked inputs, compared with Keras: outputs, gradients and output masks. */
class MergedMasksTest {
    static Stream<Golden> cases() {
        return Stream.of("Add", "Subtract", "Average", "Multiply", "Maximum", "Minimum", "Concatenate")
                .flatMap(layer -> Golden.cases("masks", layer).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mergesMaskedInputsAsKeras(Golden golden) {
        Layer layer = Configs.read(Layer.class, golden.get("config"));
        List<Tensor> xs = golden.tensors("inputs");
        List<@Nullable Tensor> masks = new ArrayList<>();
        for (JsonNode mask : golden.get("masks")) {
            masks.add(mask.isNull() ? null : Golden.tensor(mask));
        }
        List<Shape> shapes = xs.stream().map(x -> x.shape().with(0, -1)).toList();
        LayerAccess.buildOrCheck(layer, shapes);
        LayerRun run = LayerRun.forward(layer, xs, masks, true);
        close(golden, golden.tensor("output"), run.y());
        List<@Nullable Tensor> dxs =
                run.backward(List.of(golden.tensor("output_gradient"))).dxs();
        List<Tensor> expected = golden.tensors("input_gradients");
        for (int i = 0; i < expected.size(); i++) {
            Tensor dx = dxs.get(i);
            assertNotNull(dx, golden.name());
            close(golden, expected.get(i), dx);
        }
        List<@Nullable Shape> maskShapes = new ArrayList<>();
        masks.forEach(mask -> maskShapes.add(mask == null ? null : mask.shape().with(0, -1)));
        OutputMask declared = LayerAccess.computeMask(layer, shapes, maskShapes);
        assertEquals(
                golden.get("output_mask").isNull(),
                declared == null,
                golden.name() + ": whether there is an output mask");
        if (declared != null) {
            PlainPass pass = Pass.inference();
            pass.masks(masks);
            Tensor mask = LayerAccess.mask(layer, xs, pass);
            assertEquals(declared.shape(), mask.shape().with(0, -1), golden.name());
            close(golden, golden.tensor("output_mask"), mask);
        }
    }

    private static void close(Golden golden, Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape(), golden.name());
        assertArrayEquals(expected.toArray(), actual.toArray(), 2e-6f, golden.name());
    }
}
