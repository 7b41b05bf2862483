package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.models.Model;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small DenseNets and NASNets are read from Keras' files. */
final class DenseNetAndNasNetFilesTest {
    private static final String FAMILY = DenseNetAndNasNetTest.FAMILY;

    @TempDir
    Path folder;

    /** The architecture of the file: the NASNet of which Keras wrote the stem. */
    private static final class NarrowNasNet extends NasNetBase<NarrowNasNet> {
        NarrowNasNet() {
            super(1, 96, 4, false);
        }

        @Override
        String defaultName(int[] shape) {
            return "nasnet_stem";
        }

        @Override
        WeightFile imagenet(boolean top, int[] shape) {
            throw new AssertionError("has random weights");
        }
    }

    static Stream<Golden> files() {
        return Golden.cases(FAMILY, "files").stream();
    }

    private String file(Golden golden, String suffix) throws IOException {
        return Golden.copy(FAMILY, golden.name().replaceFirst(".*/", "") + suffix, folder)
                .toString();
    }

    private static void assertAgrees(Golden golden, Model model) {
        List<Tensor> read = model.getWeights();
        List<Variable> weights = HashedCells.weights(model).variables();
        for (int i = 0; i < read.size(); i++) {
            float[] expected = weights.get(i).mutableValue().toArray();
            assertArrayEquals(expected, read.get(i).toArray(), weights.get(i).path());
        }
        Tensor y = model.predict(Hashed.images(1, model.input().shape().withoutBatch()));
        HashedCells.assertAgrees(golden.toString(), golden.get("output"), y);
    }

    @ParameterizedTest
    @MethodSource("files")
    void loadsModelsAndWeights(Golden golden) throws IOException {
        for (JsonNode node : golden.get("suffixes")) {
            String suffix = node.asText();
            Model model = Model.load(file(golden, suffix.equals(".h5") ? ".h5" : ".keras"));
            assertEquals(golden.get("name").asText(), model.name());
            assertAgrees(golden, model);
            model.variables().forEach(v -> v.mutableValue().copyFrom(Tensor.zeros(v.shape())));
            model.loadWeights(file(golden, suffix));
            assertAgrees(golden, model);
        }
    }

    @Test
    void aNetworkTakesTheWeightsThatKerasSavedOfIt() throws IOException {
        Golden golden = Golden.read(FAMILY, "file_nasnet");
        Model whole = new NarrowNasNet()
                .weights(null)
                .includeTop(false)
                .inputShape(32, 32, 3)
                .model();
        for (String suffix : List.of(".keras", ".legacy.h5")) {
            Model stem = new Model(
                    whole.input(), whole.getLayer("reduction_concat_stem_2").output());
            stem.named("nasnet_stem");
            stem.variables().forEach(v -> v.mutableValue().copyFrom(Tensor.zeros(v.shape())));
            stem.loadWeights(file(golden, suffix));
            assertAgrees(golden, stem);
        }
    }
}
