package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.OptionException;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApplicationsTest {
    private static final double TOLERANCE = 1e-4;
    /** The network of a golden file's key, as {@code mobilenet_v2}. */
    private static Application<?> application(String key) {
        return Applications.of(key.replace("_", "")).weights(null);
    }

    static Stream<Golden> counts() {
        return Golden.cases("applications", "counts").stream();
    }

    static Stream<Golden> outputs() {
        return counts().map(ApplicationsTest::key).flatMap(key -> Golden.cases("applications", key).stream());
    }

    private static String key(Golden counts) {
        return counts.name().replaceFirst(".*counts_", "");
    }

    @ParameterizedTest
    @MethodSource("counts")
    void hasKerasLayersAndCounts(Golden golden) {
        Application<?> application = application(key(golden));
        Model model = WeightAllocation.uninitialized(Long.MAX_VALUE, application::model);
        assertLayers(golden, model);
        assertEquals(golden.get("count_params").asLong(), model.countParams());
        long trainable = model.variables().stream()
                .filter(Variable::trainable)
                .mapToLong(v -> v.shape().size())
                .sum();
        assertEquals(golden.get("trainable_params").asLong(), trainable);
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void computesWhatKerasComputes(Golden golden) {
        String key = golden.name().replaceFirst(".*/(.*)_.*", "$1");
        Application<?> application = application(key);
        set(application, golden.get("arguments"));
        Model model = Hashed.weights(WeightAllocation.uninitialized(Long.MAX_VALUE, application::model));
        assertLayers(golden, model);
        Tensor x =
                Hashed.images(golden.get("batch").asInt(), model.input().shape().withoutBatch());
        Tensor expected = golden.tensor("output");
        Tensor y = model.predict(x);
        assertEquals(expected.shape(), y.shape());
        double largest = 1;
        for (float v : expected.toArray()) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (int j = 0; j < y.size(); j++) {
            assertEquals(expected.data()[j], y.data()[y.offset() + j], TOLERANCE * largest, golden + " at " + j);
        }
    }

    private static void assertLayers(Golden golden, Model model) {
        assertEquals(golden.get("name").asText(), model.name());
        JsonNode rows = golden.get("layers");
        List<Layer> layers = model.layers();
        assertEquals(rows.size(), layers.size());
        for (int i = 0; i < rows.size(); i++) {
            Layer layer = layers.get(i);
            String own = String.join(
                    " ",
                    layer.name(),
                    LayerAccess.typeName(layer),
                    layer.output().shape().withoutBatch().toString(),
                    Long.toString(layer.countParams()));
            JsonNode row = rows.get(i);
            String shape =
                    row.get(2).toString().replace("[", "(").replace("]", ")").replace(",", ", ");
            assertEquals(
                    String.join(
                            " ",
                            row.get(0).asText(),
                            row.get(1).asText(),
                            shape,
                            row.get(3).asText()),
                    own);
        }
    }

    static void set(Application<?> application, JsonNode arguments) {
        arguments.fields().forEachRemaining(e -> {
            JsonNode value = e.getValue();
            switch (e.getKey()) {
                case "include_top" -> application.includeTop(value.asBoolean());
                case "input_shape" ->
                    application.inputShape(
                            value.get(0).asInt(),
                            value.get(1).asInt(),
                            value.get(2).asInt());
                case "pooling" -> application.pooling(value.asText());
                case "classes" -> application.classes(value.asInt());
                case "classifier_activation" ->
                    application.classifierActivation(value.isNull() ? null : value.asText());
                case "alpha" -> ((MobileNetBase<?>) application).alpha(value.asDouble());
                case "depth_multiplier" -> ((MobileNet) application).depthMultiplier(value.asInt());
                case "dropout" -> ((MobileNet) application).dropout(value.asDouble());
                default -> throw new AssertionError(e.getKey());
            }
        });
    }

    @Test
    void takesAName() {
        Model model = new MobileNet()
                .weights(null)
                .alpha(0.25)
                .inputShape(32, 32, 1)
                .named("eye")
                .model();
        assertEquals("eye", model.name());
    }

    @Test
    void shortFormsEqualTheLongOnes() {
        Model model = VGG16.of(null, false, 32, 40, 3);
        assertEquals("(None, 1, 1, 512)", model.output().shape().toString());
        assertTrue(model.getWeights().get(0).get(0, 0, 0, 0) != 0, "random weights");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VGG16: images must be at least 32 x 32, got an inputShape of [31, 40, 3]",
                "VGG16: inputShape must be (height, width, channels), got [32, 32]",
                "VGG16: classes must be positive, got 0",
                "VGG16: weights must be \"imagenet\", null for random ones, or a file; there is no file imagnet",
                "VGG16: pooling must be \"avg\", \"max\" or null, got \"mean\"",
                "VGG16: the ImageNet weights take images of 3 channels, got an inputShape of [224, 224, 1]",
                "VGG16: the ImageNet weights with top have 1000 classes, got 10. Use includeTop(false) and a Dense of your own,"
                        + " or weights(null).",
                "VGG16: the ImageNet weights with top take squares of side [224], got an inputShape of [64, 64, 3]. Use"
                        + " includeTop(false) for other sizes.",
                "VGG16: the ImageNet weights with top go with softmax or null (logits), not with sigmoid",
                "MobileNet: alpha must be positive and at most 64.0, got 0.0",
                "MobileNetV2: alpha must be positive and at most 64.0, got Infinity",
                "MobileNet: alpha must be at least 1/32, so that the first layer has a filter, got 0.03",
                "MobileNet: depth_multiplier must be positive, got 0",
                "MobileNet: dropout must be from 0 to 1, got NaN",
                "MobileNet: the ImageNet weights come with an alpha of [0.25, 0.5, 0.75, 1.0], got 0.9",
                "MobileNet: the ImageNet weights come with a depthMultiplier of 1, got 2",
            })
    void rejectsBadOptions(String message) {
        Map<String, Runnable> wrong = Map.ofEntries(
                Map.entry("32 x 32", () -> new VGG16().inputShape(31, 40, 3).model()),
                Map.entry("(height", () -> new VGG16().inputShape(32, 32).model()),
                Map.entry("classes must", () -> new VGG16().classes(0).model()),
                Map.entry("no file", () -> VGG16.of("imagnet")),
                Map.entry("pooling", () -> new VGG16().pooling("mean").model()),
                Map.entry(
                        "channels, got",
                        () -> new VGG16().inputShape(224, 224, 1).model()),
                Map.entry("classes, got", () -> new VGG16().classes(10).model()),
                Map.entry("squares", () -> new VGG16().inputShape(64, 64, 3).model()),
                Map.entry(
                        "softmax",
                        () -> new VGG16().classifierActivation("sigmoid").model()),
                Map.entry("64.0, got 0", () -> new MobileNet().alpha(0)),
                Map.entry("Infinity", () -> new MobileNetV2().alpha(Double.POSITIVE_INFINITY)),
                Map.entry(
                        "1/32", () -> new MobileNet().weights(null).alpha(0.03).model()),
                Map.entry("depth_multiplier", () -> new MobileNet().depthMultiplier(0)),
                Map.entry("dropout", () -> new MobileNet().dropout(Double.NaN)),
                Map.entry("alpha of", () -> new MobileNet().alpha(0.9).model()),
                Map.entry(
                        "depthMultiplier",
                        () -> new MobileNet().depthMultiplier(2).model()));
        String key =
                wrong.keySet().stream().filter(message::contains).findFirst().orElseThrow();
        OptionException refused =
                assertThrows(OptionException.class, () -> wrong.get(key).run());
        assertEquals(message, refused.getMessage());
    }
}
