package dev.cornet.applications.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.applications.Hashed;
import dev.cornet.applications.MobileNet;
import dev.cornet.layer.Variable;
import dev.cornet.model.Model;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each known network at a small width, in each of Keras' formats. */
final class ApplicationFilesTest {
    @TempDir
    Path folder;

    static Stream<Golden> files() {
        return Golden.cases("applications", "files").stream();
    }

    private String file(Golden golden, String suffix) throws IOException {
        return Resources.file(folder, "applications", golden.name().replaceFirst(".*/", "") + suffix)
                .toString();
    }

    private static void assertAgrees(Golden golden, Model model) {
        List<Tensor> read = model.getWeights();
        List<Variable> weights = Hashed.weights(model).variables();
        for (int i = 0; i < read.size(); i++) {
            assertArrayEquals(
                    weights.get(i).value().toArray(),
                    read.get(i).toArray(),
                    weights.get(i).path());
        }
        Tensor x = Hashed.images(1, model.input().shape());
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
            model.variables().forEach(v -> v.value().copyFrom(Tensor.zeros(v.shape())));
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
}
