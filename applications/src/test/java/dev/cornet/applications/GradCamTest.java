package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GradCamTest {
    private final Golden golden = Golden.read("applications", "grad_cam");

    private Model model() {
        return Hashed.weights(Model.fromJson(golden.get("json").asText()));
    }

    private static Tensor image(Model model) {
        return Hashed.images(1, model.input().shape().withoutBatch());
    }

    private static void assertNear(JsonNode expected, Tensor y, int axes) {
        Tensor required = Golden.tensor(expected);
        assertEquals(
                required.shape()
                        .range(required.shape().rank() - axes, required.shape().rank()),
                y.shape());
        assertArrayEquals(required.toArray(), y.toArray(), 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"last", "first", "left", "sum"})
    void matchesKerasForEachLayerAndClass(String layer) {
        Model model = model();
        GradCam cam = new GradCam(model).layer(layer);
        JsonNode expected = golden.get("layers").get(layer);
        for (int c = 0; c < 3; c++) {
            Heatmap map = cam.heatmap(image(model), c);
            assertNear(expected.get("features"), map.features(), 3);
            assertNear(expected.get("classes").get(c).get("gradient"), Objects.requireNonNull(map.gradients()), 3);
            assertNear(expected.get("classes").get(c).get("heatmap"), map.values(), 2);
        }
    }

    @Test
    void usesTheLastImageAndTheMostProbableClassByDefault() {
        Model model = model();
        int best = model.predict(image(model)).argMax()[0];
        Tensor x = image(model).reshape(model.input().shape().withoutBatch());
        assertArrayEquals(
                new GradCam(model).layer("last").heatmap(x, best).values().toArray(),
                new GradCam(model).heatmap(x).values().toArray());
    }

    @Test
    void skipsImagesOfOnePixel() {
        Model mobile = Hashed.weights(new MobileNet()
                .weights(null)
                .alpha(0.25)
                .inputShape(64, 64, 3)
                .classes(4)
                .model());
        Heatmap map = new GradCam(mobile).heatmap(image(mobile), 1);
        assertEquals("(2, 2)", map.values().shape().toString());
        assertArrayEquals(
                new GradCam(mobile)
                        .layer("conv_pw_13_relu")
                        .heatmap(image(mobile), 1)
                        .values()
                        .toArray(),
                map.values().toArray());
    }

    @Test
    void doesNotChangeTheModel() {
        Model model = model();
        float[] before = model.predict(image(model)).toArray();
        new GradCam(model).heatmap(image(model), 1);
        assertArrayEquals(before, model.predict(image(model)).toArray());
        assertArrayEquals(golden.tensor("output").toArray(), before, 1e-5f);
    }

    @Test
    void findsLayersOfNestedModels() {
        Model base =
                new Sequential(new Conv2D(4, 3).activation("relu").named("deep").inputShape(8, 8, 1), new Conv2D(2, 3));
        base.named("base");
        Model nested = new Sequential(
                base, new Flatten(), new Dense(3).activation("softmax").named("scores"));
        Symbol in = Input.of(8, 8, 1);
        Model flat = new Model(
                in,
                in.then(new Conv2D(4, 3).activation("relu").named("deep"))
                        .then(new Conv2D(2, 3))
                        .then(new Flatten())
                        .then(new Dense(3).activation("softmax")));
        flat.setWeights(nested.getWeights());
        float[] expected =
                new GradCam(flat).layer("deep").heatmap(image(flat), 2).values().toArray();
        GradCam cam = new GradCam(nested);
        assertArrayEquals(
                expected,
                cam.layer("base/deep").heatmap(image(flat), 2).values().toArray());
        assertArrayEquals(
                new GradCam(flat).heatmap(image(flat), 2).values().toArray(),
                cam.layer("base").heatmap(image(flat), 2).values().toArray());
    }

    @Test
    void theMapOfTheLastLayerIsTheClassActivationMap() {
        Model model = model();
        for (int c = 0; c < 3; c++) {
            Heatmap map = new ClassActivationMap(model).heatmap(image(model), c);
            assertNear(golden.get("cam").get(c), map.values(), 2);
        }
        Symbol in = Input.of(6, 6, 1);
        Symbol features = in.then(new Conv2D(2, 3).activation("relu"));
        Model dropping = new Model(
                in,
                features.then(new GlobalAveragePooling2D())
                        .then(new Dropout(0.5))
                        .then(new Dense(2)));
        assertEquals(
                "(4, 4)",
                new ClassActivationMap(dropping)
                        .heatmap(image(dropping).reshape(6, 6, 1), 1)
                        .values()
                        .shape()
                        .toString());
    }

    @Test
    void theClassActivationMapTakesANestedBase() {
        Model base = new Sequential(new Conv2D(3, 3).activation("relu").inputShape(6, 6, 1));
        Model nested = new Sequential(base, new GlobalAveragePooling2D(), new Dense(2).activation("softmax"));
        Heatmap map = new ClassActivationMap(nested).heatmap(image(nested), 0);
        assertArrayEquals(base.predict(image(nested)).toArray(), map.features().toArray());
        Tensor w = nested.getLayer(-1).getWeights().get(0);
        double first = 0;
        for (int k = 0; k < 3; k++) {
            first += map.features().get(0, 0, k) * w.get(k, 0);
        }
        assertEquals(first, map.values().get(0, 0), 1e-6);
    }

    private static String refusal(Class<? extends RuntimeException> kind, Runnable action) {
        return assertThrows(kind, action::run).getMessage();
    }

    @Test
    void rejectsBadOptions() {
        Model model = model();
        GradCam cam = new GradCam(model);
        assertEquals(
                "GradCam: there is no class 3; the model has 3, counted from 0",
                refusal(OptionException.class, () -> cam.heatmap(image(model), 3)));
        assertEquals(
                "GradCam: there is no class -1; the model has 3, counted from 0",
                refusal(OptionException.class, () -> cam.heatmap(image(model), -1)));
        assertEquals(
                "GradCam: mean (GlobalAveragePooling2D) puts out no images; name a convolution or pooling "
                        + "layer by layer(…)",
                refusal(OptionException.class, () -> cam.layer("mean")));
        assertEquals(
                "GradCam: first is no model, so there is no layer first/x",
                refusal(OptionException.class, () -> cam.layer("first/x")));
        assertEquals(
                "GradCam: expected one image of shape (12, 10, 3), got (2, 12, 10, 3). Give images one by one:"
                        + " x.rows(i, i + 1).",
                refusal(ShapeException.class, () -> cam.heatmap(Tensor.zeros(2, 12, 10, 3), 0)));
        Sequential dense = new Sequential(new Dense(2).inputShape(3));
        dense.named("dense_only");
        assertEquals(
                "GradCam: no layer of dense_only (Sequential) puts out images (height, width, channels); it looks into networks"
                        + " of Conv2D and the like",
                refusal(OptionException.class, () -> new GradCam(dense)));
        assertEquals(
                "ClassActivationMap: dense_only (Sequential) must end by GlobalAveragePooling2D and Dense. Use GradCam for"
                        + " other networks.",
                refusal(OptionException.class, () -> new ClassActivationMap(dense)));
        assertEquals(
                "ClassActivationMap: there is no class 7; the model has 3, counted from 0",
                refusal(OptionException.class, () -> new ClassActivationMap(model).heatmap(image(model), 7)));
        assertEquals(
                "ClassActivationMap: expected one image of shape (12, 10, 3), got (2, 12, 10, 3). Give images one by"
                        + " one: x.rows(i, i + 1).",
                refusal(
                        ShapeException.class,
                        () -> new ClassActivationMap(model).heatmap(Tensor.zeros(2, 12, 10, 3), 0)));
    }
}
