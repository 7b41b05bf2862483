package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Model;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Narrow versions of the known networks are read from each of Keras' formats. */
final class ApplicationFilesTest {
    @TempDir
    Path folder;

    static Stream<Golden> files() {
        return Golden.cases("applications", "files").stream();
    }

    private String file(Golden golden, String suffix) throws IOException {
        return Golden.copy("applications", golden.name().replaceFirst(".*/", "") + suffix, folder)
                .toString();
    }

    private static void assertAgrees(Golden golden, Model model) {
        List<Tensor> read = model.getWeights();
        List<Variable> weights = Hashed.weights(model).variables();
        for (int i = 0; i < read.size(); i++) {
            assertArrayEquals(
                    weights.get(i).mutableValue().toArray(),
                    read.get(i).toArray(),
                    weights.get(i).path());
        }
        Tensor x = Hashed.images(1, model.input().shape().withoutBatch());
        assertArrayEquals(golden.tensor("output").toArray(), model.predict(x).toArray(), 1e-4f);
    }

    @ParameterizedTest
    @MethodSource("files")
    void loadsTheModelOfKerasAndOfHdf5(Golden golden) throws IOException {
        for (String suffix : List.of(".keras", ".h5")) {
            Model model = Model.load(file(golden, suffix));
            assertEquals(golden.get("name").asText(), model.name());
            assertAgrees(golden, model);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void loadsWeightsOfEveryKind(Golden golden) throws IOException {
        Model model = Model.load(file(golden, ".keras"));
        JsonNode paths = golden.get("weight_paths");
        for (int i = 0; i < paths.size(); i++) {
            assertEquals(paths.get(i).asText(), model.variables().get(i).path());
        }
        Stream<String> kinds = Stream.of(".keras", ".weights.h5", ".h5", ".legacy.h5");
        boolean old = golden.name().endsWith("vgg16");
        for (String suffix : Stream.concat(kinds, old ? Stream.of(".2016.h5") : Stream.empty())
                .toList()) {
            model.variables().forEach(v -> v.mutableValue().copyFrom(Tensor.zeros(v.shape())));
            model.loadWeights(file(golden, suffix));
            assertAgrees(golden, model);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".keras", ".weights.h5", ".h5", ".legacy.h5"})
    void anApplicationTakesItsWeightsFromAFile(String suffix) throws IOException {
        Golden golden = Golden.read("applications", "file_mobilenet");
        Model model = new MobileNet()
                .weights(file(golden, suffix))
                .alpha(1 / 32.0)
                .classes(3)
                .inputShape(32, 32, 3)
                .model();
        assertAgrees(golden, model);
    }

    private MobileNet small(String file) {
        return new MobileNet().weights(file).alpha(1 / 32.0).classes(3).inputShape(32, 32, 3);
    }

    private static void assertRefused(Application<?> application, String message) {
        assertEquals(
                message,
                assertThrows(ModelFormatException.class, application::model).getMessage());
    }

    @Test
    void explainsMismatches() throws IOException {
        Golden golden = Golden.read("applications", "file_mobilenet");
        String mend = "\nMake the model with the layers and options of the one that was saved.";
        String names = file(golden, ".legacy.h5");
        String paths = file(golden, ".weights.h5");
        assertRefused(
                small(names).includeTop(false),
                "MobileNet with includeTop(false): " + names
                        + ": the weights are not those of the model:\n  the file has"
                        + " 55 layers with weights (conv1, conv1_bn, conv_dw_1, conv_dw_1_bn, conv_pw_1, …), the model 54"
                        + " (conv1, conv1_bn, conv_dw_1, conv_dw_1_bn, conv_pw_1, …)" + mend);
        assertRefused(
                small(paths).includeTop(false),
                "MobileNet with includeTop(false): " + paths
                        + ": the weights are not those of the model:\n  unexpected:"
                        + " layers/conv2d_14/vars/0\n  unexpected: layers/conv2d_14/vars/1" + mend);
        assertRefused(
                small(paths).classes(4),
                "MobileNet with includeTop(true).classes(4): " + paths + ": the weights are not those of the model:\n "
                        + " wrong shape: layers/conv2d_14/vars/0 is (1, 1, 32, 3) in the file, conv_preds/kernel (1, 1,"
                        + " 32, 4) in the model\n  wrong shape: layers/conv2d_14/vars/1 is (3) in the file,"
                        + " conv_preds/bias (4) in the model" + mend);
        String other = file(Golden.read("applications", "file_resnet50"), ".legacy.h5");
        assertRefused(
                small(other),
                "MobileNet with includeTop(true).classes(3): " + other
                        + ": the weights are not those of the model:\n  the"
                        + " file has 107 layers with weights (conv1_conv, conv1_bn, conv2_block1_1_conv,"
                        + " conv2_block1_1_bn, conv2_block1_2_conv, …), the model 55 (conv1, conv1_bn, conv_dw_1,"
                        + " conv_dw_1_bn, conv_pw_1, …)" + mend);
    }

    @Test
    void reportsATruncatedFile() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(file(Golden.read("applications", "file_mobilenet"), ".legacy.h5")));
        Path cut = Files.write(folder.resolve("cut.h5"), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(
                small(cut.toString()),
                "MobileNet with includeTop(true).classes(3): " + cut
                        + ": the HDF5 file is cut or damaged: it should have 237992 bytes, but has 118996. Copy or fetch it"
                        + " again.");
        Path text = Files.writeString(folder.resolve("text.h5"), "no weights");
        assertRefused(
                small(text.toString()),
                "MobileNet with includeTop(true).classes(3): " + text
                        + ": is no safetensors file but a damaged one of Keras': it does not begin as an HDF5 or zip file"
                        + " does. Copy or fetch it again");
    }
}
