package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Json;
import dev.cornet.models.Model;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Narrow versions of InceptionV3, InceptionResNetV2 and Xception are read from files of Keras, those in the published layout included. */
final class InceptionFilesTest {
    private static final String FAMILY = "inceptions";

    /** The filters of the 1×1 convolutions of InceptionResNetV2 that are added to the input of their block. */
    private static final Map<String, Integer> RESIDUAL_FILTERS = Map.of("block35", 4, "block17", 6, "block8", 9);

    @TempDir
    Path folder;

    static Stream<Golden> files() {
        return Golden.cases(FAMILY, "files").stream();
    }

    private String file(String name) throws IOException {
        return Golden.copy(FAMILY, name, folder).toString();
    }

    private static String key(Golden golden) {
        return golden.name().replaceFirst(".*file_", "");
    }

    /** The network with one filter in each convolution, or as many as the input that it is added to has. */
    private static Model narrow(String key) {
        Application<?> application =
                InceptionsTest.application(key).inputShape(96, 96, 3).classes(3);
        Model wide = WeightAllocation.uninitialized(Long.MAX_VALUE, application::model);
        JsonNode architecture = Json.parse(wide.toJson(), "the network");
        for (JsonNode layer : architecture.get("config").get("layers")) {
            ObjectNode config = (ObjectNode) layer.get("config");
            String name = config.path("name").asText();
            boolean isResidual = name.matches("block(35|17|8)_\\d+_conv");
            if (config.has("filters")) {
                config.put("filters", isResidual ? RESIDUAL_FILTERS.get(name.replaceFirst("_.*", "")) : 1);
            }
        }
        return Model.fromJson(architecture.toString());
    }

    /** Asserts that element j of weight i is (i mod 97 + 1)/128 + (j mod 2)/256. */
    private static void assertPlain(Model model) {
        List<Variable> weights = model.variables();
        for (int i = 0; i < weights.size(); i++) {
            float[] expected = new float[weights.get(i).shape().size()];
            for (int j = 0; j < expected.length; j++) {
                expected[j] = (i % 97 + 1) / 128f + j % 2 / 256f;
            }
            assertArrayEquals(
                    expected,
                    weights.get(i).mutableValue().toArray(),
                    weights.get(i).path());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void loadsThePublishedLayout(Golden golden) throws IOException {
        Model model = narrow(key(golden));
        assertEquals(golden.get("name").asText(), model.name());
        List<Variable> weights = model.variables();
        assertEquals(
                golden.get("last_path").asText(),
                weights.get(weights.size() - 1).path());
        model.loadWeights(file("file_" + key(golden) + ".published.h5"));
        assertPlain(model);
    }

    @Test
    void loadsXceptionOfKeras3() throws IOException {
        String archive = file("file_xception.keras");
        Model model = Model.load(archive);
        assertPlain(model);
        assertEquals(
                narrow("xception").layers().stream().map(l -> l.name()).toList(),
                model.layers().stream().map(l -> l.name()).toList());
        Path weights = folder.resolve("xception.weights.h5");
        try (ZipFile zip = new ZipFile(archive);
                InputStream in = zip.getInputStream(zip.getEntry("model.weights.h5"))) {
            Files.copy(in, weights);
        }
        Model other = narrow("xception");
        other.loadWeights(weights.toString());
        assertPlain(other);
    }

    /** Keras itself reads the .h5 file of a model with a CustomScaleLayer only if it is told the class. */
    @Test
    void loadsTheScaledSumsOfInceptionResNetV2() throws IOException {
        Golden golden = Golden.read(FAMILY, "residual_blocks");
        for (String suffix : List.of(".keras", ".h5")) {
            Model model = Model.load(file("residual_blocks" + suffix));
            assertPlain(model);
            Hashed.weights(model);
            Tensor x = Hashed.images(1, model.input().shape().withoutBatch());
            Sample.assertAgrees(golden.get("output"), model.predict(x), 1e-5);
        }
    }

    @Test
    void explainsTheFileOfAnotherNetwork() throws IOException {
        String inception = file("file_inception_v3.published.h5");
        String message = assertThrows(
                        ModelFormatException.class,
                        () -> new Xception().weights(inception).model())
                .getMessage();
        assertEquals(
                "Xception with includeTop(true).classes(1000): " + inception
                        + ": the weights are not those of the model:\n  the file has 189 layers with weights (conv2d_1,"
                        + " batch_normalization_1, conv2d_2, batch_normalization_2, conv2d_3, …), the model 81"
                        + " (block1_conv1, block1_conv1_bn, block1_conv2, block1_conv2_bn, block2_sepconv1, …)"
                        + "\nMake the model with the layers and options of the one that was saved.",
                message);
    }
}
