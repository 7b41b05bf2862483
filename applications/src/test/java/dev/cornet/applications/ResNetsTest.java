package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.Cornet;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.models.Model;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The residual networks have the layers, options, connections, outputs and files of Keras. */
final class ResNetsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TOLERANCE = 1e-4;

    /** Options of Keras' layers that Cornet's do not have, with the values that its layers imply. */
    private static final Map<String, String> IMPLIED = Map.of(
            "synchronized", "false",
            "renorm", "false",
            "renorm_clipping", "null",
            "renorm_momentum", "0.99",
            "quantization_config", "null");

    private static final Map<String, UnaryOperator<Tensor>> PREPROCESSING = Map.of(
            "resnet50", ResNet50::preprocessInput,
            "resnet101", ResNet101::preprocessInput,
            "resnet152", ResNet152::preprocessInput,
            "resnet50v2", ResNet50V2::preprocessInput,
            "resnet101v2", ResNet101V2::preprocessInput,
            "resnet152v2", ResNet152V2::preprocessInput);

    @TempDir
    Path folder;

    static Stream<Golden> layers() {
        return Golden.cases("resnets", "layers").stream();
    }

    static Stream<Golden> outputs() {
        return Golden.cases("resnets", "outputs").stream();
    }

    static Stream<Golden> files() {
        return Golden.cases("resnets", "files").stream();
    }

    /** The key of the network in the name of a golden case, as {@code resnet50v2}. */
    static String key(Golden golden) {
        return golden.name().replaceFirst(".*(resnet[0-9]+(v2)?).*", "$1");
    }

    static Application<?> network(Golden golden) {
        return Applications.of(key(golden)).weights(null);
    }

    /** Sets the weights of make.py. */
    static Model weights(Model model) {
        Hashed.weights(model);
        if (model.variables().stream().anyMatch(w -> w.path().contains("_preact_bn"))) {
            model.variables().stream()
                    .filter(w -> w.path().endsWith("_3_conv/kernel"))
                    .map(Variable::mutableValue)
                    .forEach(kernel -> {
                        for (int i = 0; i < kernel.size(); i++) {
                            kernel.data()[kernel.offset() + i] *= 0.2f;
                        }
                    });
        }
        return model;
    }

    /** Asserts that y is the array of a sample within the tolerance times its largest value. */
    static void assertSample(JsonNode sample, Tensor y) {
        double tolerance = TOLERANCE * sample.get("largest").asDouble();
        assertEquals(
                sample.get("shape").toString(),
                Arrays.toString(y.shape().toArray()).replace(" ", ""));
        float[] values = y.toArray();
        int step = sample.get("step").asInt();
        float[] expected = Golden.tensor(sample.get("values")).toArray();
        assertEquals((values.length + step - 1) / step, expected.length);
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            mean += values[i] / (double) values.length;
            if (i % step == 0) {
                assertEquals(expected[i / step], values[i], tolerance, "at " + i);
            }
        }
        assertEquals(sample.get("mean").asDouble(), mean, tolerance, "mean");
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasKerasLayersOptionsConnectionsAndWeights(Golden golden) throws IOException {
        JsonNode keras = JSON.readTree(Golden.bytes("resnets", "layers_" + key(golden) + ".txt"));
        Model model = WeightAllocation.dryRun(network(golden)::model);
        assertEquals(golden.get("name").asText(), model.name());
        assertEquals(golden.get("count_params").asLong(), model.countParams());
        assertEquals(golden.get("trainable_params").asLong(), trainableCount(model));

        JsonNode expected = keras.get("model").get("config");
        JsonNode own = JSON.readTree(model.toJson()).get("config");
        assertEquals(expected.get("input_layers"), own.get("input_layers"));
        assertEquals(expected.get("output_layers"), own.get("output_layers"));
        assertEquals(expected.get("layers").size(), own.get("layers").size());
        for (int i = 0; i < own.get("layers").size(); i++) {
            assertLayer(expected.get("layers").get(i), own.get("layers").get(i));
        }

        List<String> weights = new ArrayList<>();
        for (Variable w : model.variables()) {
            String shape = Arrays.toString(w.shape().toArray()).replace(" ", "");
            weights.add("[\"" + w.path() + "\"," + shape + "," + w.trainable() + "]");
        }
        List<String> rows = new ArrayList<>();
        keras.get("weights").forEach(row -> rows.add(row.toString()));
        assertEquals(rows, weights);
    }

    private static long trainableCount(Model model) {
        return model.variables().stream()
                .filter(Variable::trainable)
                .mapToLong(w -> w.shape().size())
                .sum();
    }

    private static void assertLayer(JsonNode expected, JsonNode own) {
        String name = expected.get("name").asText();
        assertEquals(name, own.get("name").asText());
        assertEquals(expected.get("class_name"), own.get("class_name"), name);
        assertEquals(
                expected.get("inbound_nodes").findValues("args"),
                own.get("inbound_nodes").findValues("args"),
                name);
        Iterator<Map.Entry<String, JsonNode>> options = expected.get("config").fields();
        while (options.hasNext()) {
            Map.Entry<String, JsonNode> option = options.next();
            String place = name + "." + option.getKey();
            if (IMPLIED.containsKey(option.getKey())) {
                assertEquals(IMPLIED.get(option.getKey()), option.getValue().toString(), place);
            } else if (option.getKey().equals("axis")) {
                assertEquals(3, option.getValue().asInt(), place);
                assertEquals(-1, own.get("config").get("axis").asInt(), place);
            } else {
                assertEquals(option.getValue(), own.get("config").get(option.getKey()), place);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasKerasFilesAndPreprocessing(Golden golden) {
        Application<?> network = network(golden);
        for (boolean top : new boolean[] {true, false}) {
            JsonNode row = golden.get("imagenet").get(top ? 0 : 1);
            WeightFile file = network.imagenet(top, new int[] {224, 224, 3});
            assertEquals(List.of(row.get(0).asText()), file.file().mirrors());
            assertEquals(row.get(1).asText(), file.file().digest());
        }
        Tensor y = PREPROCESSING.get(key(golden)).apply(Tensor.of(new float[] {10, 200, 37}, 1, 1, 3));
        assertArrayEquals(golden.tensor("preprocessed").toArray(), y.toArray(), 1e-5f);
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void computesWhatKerasComputes(Golden golden) {
        Application<?> application = network(golden);
        ApplicationsTest.set(application, golden.get("arguments"));
        Model model = weights(WeightAllocation.uninitialized(Long.MAX_VALUE, application::model));
        assertEquals(golden.get("name").asText(), model.name());
        Shape image = model.input().shape().withoutBatch();
        assertSample(
                golden.get("output"),
                model.predict(Hashed.images(golden.get("batch").asInt(), image)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsWeightsInTheLayoutOfThePublishedFiles(Golden golden) throws IOException {
        Application<?> application = network(golden)
                .inputShape(32, 32, 3)
                .classes(golden.get("classes").asInt());
        Model whole = WeightAllocation.dryRun(application::model);
        Model model = narrowed(whole, golden.get("by").asInt());
        model.loadWeights(Golden.copy("resnets", "published_" + key(golden) + ".h5", folder)
                .toString());
        List<Tensor> read = model.getWeights();
        List<Variable> weights = weights(model).variables();
        for (int i = 0; i < read.size(); i++) {
            assertArrayEquals(
                    weights.get(i).value().toArray(),
                    read.get(i).toArray(),
                    weights.get(i).path());
        }
        float[] y = model.predict(Hashed.images(1, Shape.of(32, 32, 3))).toArray();
        assertArrayEquals(golden.tensor("output").toArray(), y, 1e-5f);
    }

    /** The model with the same layers, but with the number of filters divided as in make.py. */
    private static Model narrowed(Model whole, int by) throws IOException {
        JsonNode tree = JSON.readTree(whole.toJson());
        for (JsonNode layer : tree.get("config").get("layers")) {
            ((ObjectNode) layer).remove("build_config");
            if (layer.get("class_name").asText().equals("Conv2D")) {
                ObjectNode config = (ObjectNode) layer.get("config");
                config.put("filters", Math.max(1, config.get("filters").asInt() / by));
            }
        }
        return Model.fromJson(tree.toString());
    }

    @Test
    void refusesWeightsOfAnotherNetwork() throws IOException {
        String file = Golden.copy("resnets", "published_resnet50.h5", folder).toString();
        String message = assertThrows(
                        ModelFormatException.class,
                        () -> new ResNet50V2().weights(file).model())
                .getMessage();
        String expected =
                "ResNet50V2 with includeTop(true).classes(1000): " + file + ": the weights are not those of the"
                        + " model:\n  the file has 107 layers with weights (conv1_conv, conv1_bn, conv2_block1_1_conv,";
        assertEquals(expected, message.substring(0, Math.min(expected.length(), message.length())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "images must be at least 32 x 32, got an inputShape of [64, 31, 3]",
                "the ImageNet weights take images of 3 channels, got an inputShape of [224, 224, 4]",
                "the ImageNet weights with top take squares of side [224], got an inputShape of [299, 299, 3]. Use"
                        + " includeTop(false) for other sizes.",
                "the ImageNet weights with top have 1000 classes, got 20. Use includeTop(false) and a Dense of your own, or"
                        + " weights(null).",
            })
    void explainsOptionsThatDoNotGoTogether(String message) {
        ResNet101V2 network = new ResNet101V2();
        switch (message.replaceFirst(".*(32 x|channels|squares|classes).*", "$1")) {
            case "32 x" -> network.weights(null).inputShape(64, 31, 3);
            case "channels" -> network.includeTop(false).inputShape(224, 224, 4);
            case "squares" -> network.inputShape(299, 299, 3);
            default -> network.classes(20);
        }
        assertEquals(
                "ResNet101V2: " + message,
                assertThrows(OptionException.class, network::model).getMessage());
    }

    /** Kernels are uniform within ±sqrt(6/(fan-in + fan-out)), so their variance is a third of that squared; others are constant. */
    @ParameterizedTest
    @ValueSource(strings = {"ResNet50", "ResNet50V2"})
    void randomWeightsAreDistributedAsThoseOfKeras(String name) {
        Cornet.setSeed(5);
        Model model = Applications.of(name).weights(null).model();
        for (Variable w : model.variables()) {
            if (w.name().equals("kernel")) {
                assertGlorotUniform(w);
            } else {
                float constant = Set.of("gamma", "moving_variance").contains(w.name()) ? 1 : 0;
                float[] expected = new float[w.shape().size()];
                Arrays.fill(expected, constant);
                assertArrayEquals(expected, w.value().toArray(), w.path());
            }
        }
    }

    private static void assertGlorotUniform(Variable kernel) {
        int[] dims = kernel.shape().toArray();
        int window = dims.length == 4 ? dims[0] * dims[1] : 1;
        double bound = Math.sqrt(6.0 / (window * (dims[dims.length - 2] + dims[dims.length - 1])));
        Moments m = Moments.of(kernel.value().toArray());
        double n = m.n();
        assertEquals(bound, m.largest(), 0.01 * bound, kernel.path());
        // the standard deviations of v and v² are sqrt(1/3) and sqrt(4/45)
        assertEquals(0, m.sum() / bound / n, 5 * Math.sqrt(1 / (3 * n)), kernel.path());
        assertEquals(1 / 3.0, m.squares() / (bound * bound) / n, 5 * Math.sqrt(4 / (45 * n)), kernel.path());
    }
}
