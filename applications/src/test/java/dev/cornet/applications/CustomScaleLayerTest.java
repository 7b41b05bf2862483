package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerContract;
import dev.cornet.testing.LayerRun;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Tests of {@link CustomScaleLayer}: y = x₁ + scale·x₂. */
final class CustomScaleLayerTest {
    private static final Shape ROW = Shape.of(3);

    @Test
    void computesTheHandExample() {
        Tensor x1 = Tensor.of(new float[] {1, 20, 3}, 1, 3);
        Tensor x2 = Tensor.of(new float[] {10, 2, 4}, 1, 3);
        CustomScaleLayer layer = new CustomScaleLayer(0.5);
        layer.of(Input.of(3), Input.of(3));
        LayerRun run = LayerRun.forward(layer, List.of(x1, x2), true);
        assertArrayEquals(new float[] {6, 21, 5}, run.y().toArray());
        LayerRun.BackwardResult back = run.backward(List.of(Tensor.of(new float[] {5, 6, 7}, 1, 3)));
        assertArrayEquals(new float[] {5, 6, 7}, back.dxs().get(0).toArray());
        assertArrayEquals(new float[] {2.5f, 3, 3.5f}, back.dxs().get(1).toArray());
    }

    @Test
    void satisfiesTheLayerContract() {
        Shape image = Shape.of(7, 6, 4);
        LayerContract.check(() -> new CustomScaleLayer(0.17), image, image);
        LayerContract.check(() -> new CustomScaleLayer(-2), ROW, ROW);
    }

    private static void assertRefused(String message, Executable use) {
        assertEquals(message, assertThrows(CornetException.class, use).getMessage());
    }

    @Test
    void explainsWrongUses() {
        assertRefused(
                "CustomScaleLayer: scale must be a finite number, got NaN", () -> new CustomScaleLayer(Double.NaN));
        assertRefused(
                "CustomScaleLayer: takes two inputs, got 1. Write new CustomScaleLayer(scale).of(a, b).",
                () -> new CustomScaleLayer(1).of(Input.of(3)));
        assertRefused(
                "CustomScaleLayer: takes two inputs of one shape, got [(3), (1)]. Bring them to one shape first, as by a"
                        + " 1x1 Conv2D.",
                () -> new CustomScaleLayer(1).of(Input.of(3), Input.of(1)));
    }

    /** The record names the class as Keras does, so that Keras finds it. */
    @Test
    void isSavedUnderTheNameThatKerasHas() {
        Symbol in = Input.of(3);
        Model model = new Model(in, new CustomScaleLayer(0.17).of(in, in.then(new Dense(3))));
        String json = model.toJson();
        String record = "\"module\":\"keras.src.applications.inception_resnet_v2\",\"class_name\":\"CustomScaleLayer\"";
        assertTrue(json.replaceAll("\\s", "").contains(record), json);
        assertEquals(json, Model.fromJson(json).toJson());
    }
}
