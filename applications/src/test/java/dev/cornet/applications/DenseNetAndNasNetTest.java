package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.Cornet;
import dev.cornet.data.cache.RemoteFile;
import dev.cornet.exceptions.OptionException;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The DenseNets and NASNets have Keras' layers, weights and outputs. */
final class DenseNetAndNasNetTest {
    static final String FAMILY = "densenet-nasnet";

    static Stream<Golden> layers() {
        return Golden.cases(FAMILY, "layers").stream();
    }

    static Stream<Golden> outputs() {
        return Stream.of("densenet121", "densenet169", "densenet201", "nasnet_mobile", "nasnet_large_narrow")
                .flatMap(group -> Golden.cases(FAMILY, group).stream());
    }

    /** The architecture of NASNetLarge with few filters. */
    private static final class NarrowNasNetLarge extends NasNetBase<NarrowNasNetLarge> {
        NarrowNasNetLarge() {
            super(6, 192, 12, true);
        }

        @Override
        String defaultName(int[] shape) {
            return "nasnet_large_narrow";
        }

        @Override
        WeightFile imagenet(boolean top, int[] shape) {
            throw new AssertionError("has random weights");
        }
    }

    /** The network of a group of golden cases, with random weights. */
    private static Application<?> application(String group) {
        if (group.equals("nasnet_large_narrow")) {
            return new NarrowNasNetLarge().weights(null);
        }
        return Applications.of(group.replace("_", "")).weights(null);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasKerasLayersAndWeights(Golden golden) {
        String group = group(golden);
        Model model = WeightAllocation.dryRun(application(group)::model);
        List<String> rows = rows("layers_" + group + ".txt")
                .map(row -> row.startsWith("  ") ? row.replaceFirst(" \\w+$", "") : row)
                .toList();
        List<String> own =
                model.layers().stream().flatMap(DenseNetAndNasNetTest::rows).toList();
        for (int i = 0; i < Math.min(rows.size(), own.size()); i++) {
            assertEquals(rows.get(i), own.get(i), "row " + i);
        }
        assertEquals(rows.size(), own.size());
        assertEquals(golden.get("name").asText(), model.name());
        assertEquals(
                golden.get("input_shape").toString(),
                Arrays.toString(model.input().shape().withoutBatch().toArray()).replace(" ", ""));
        assertEquals(golden.get("count_params").asLong(), model.countParams());
        long trained = model.variables().stream()
                .filter(Variable::trainable)
                .mapToLong(v -> v.shape().size())
                .sum();
        assertEquals(golden.get("trainable_params").asLong(), trained);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void asksForTheFilesThatKerasAsksFor(Golden golden) {
        for (boolean top : List.of(true, false)) {
            RemoteFile file = application(group(golden))
                    .imagenet(top, new int[] {64, 64, 3})
                    .file();
            JsonNode expected = golden.get("weight_files").get(Boolean.toString(top));
            assertEquals(expected.get(0).asText(), file.name());
            assertEquals(List.of(expected.get(1).asText()), file.mirrors());
            assertEquals(expected.get(2).asText(), file.digest());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"densenet121", "densenet201", "nasnet_mobile"})
    void randomWeightsAreDistributedAsThoseOfKeras(String group) {
        Cornet.setSeed(5);
        Model model = application(group).model();
        List<String> rows = rows("layers_" + group + ".txt")
                .filter(row -> row.startsWith("  "))
                .toList();
        List<Variable> weights = model.variables();
        assertEquals(rows.size(), weights.size());
        for (int i = 0; i < rows.size(); i++) {
            String initializer = rows.get(i).replaceFirst(".* ", "");
            assertDrawnBy(initializer, weights.get(i));
        }
    }

    private static void assertDrawnBy(String initializer, Variable weight) {
        float[] values = weight.mutableValue().toArray();
        int n = values.length;
        Shape shape = weight.shape();
        double receptive = shape.rank() < 4 ? 1 : (double) shape.dim(0) * shape.dim(1);
        double fanIn = shape.rank() < 2 ? 0 : receptive * shape.dim(shape.rank() - 2);
        double fanOut = receptive * shape.last();
        double limit;
        double deviation;
        switch (initializer) {
            case "Zeros", "Ones" -> {
                for (float v : values) {
                    assertEquals(initializer.equals("Ones") ? 1 : 0, v);
                }
                return;
            }
            case "GlorotUniform" -> {
                limit = Math.sqrt(6 / (fanIn + fanOut));
                deviation = limit / Math.sqrt(3);
            }
            case "HeNormal" -> {
                deviation = Math.sqrt(2 / fanIn);
                limit = 2 * deviation / 0.87962566103423978;
            }
            default -> throw new AssertionError(initializer);
        }
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        for (float v : values) {
            double z = v / deviation;
            assertTrue(Math.abs(v) <= limit * (1 + 1e-6), weight.path());
            sum += z;
            squares += z * z;
            fourths += z * z * z * z;
        }
        // within five standard errors; the fourth moment of a uniform distribution is 1.8, that of this truncated
        // normal one 2.37
        assertEquals(0, sum / n, 5 / Math.sqrt(n), weight.path());
        assertEquals(1, squares / n, 5 * 1.2 / Math.sqrt(n), weight.path());
        assertEquals(initializer.equals("HeNormal") ? 2.37 : 1.8, fourths / n, 5 * 4 / Math.sqrt(n), weight.path());
    }

    private static Stream<String> rows(String file) {
        return new String(Golden.bytes(FAMILY, file), StandardCharsets.UTF_8).lines();
    }

    private static String group(Golden layers) {
        return layers.name().replaceFirst(".*/layers_", "");
    }

    /** A row for the layer and one for each of its weights, as {@code text} in make.py writes them. */
    private static Stream<String> rows(Layer layer) {
        String row = String.join(
                " ",
                layer.name(),
                LayerAccess.typeName(layer),
                text(layer.output().shape().withoutBatch()),
                Long.toString(layer.countParams()));
        Stream<String> weights = layer.variables().stream()
                .map(w -> "  " + w.path() + " " + text(w.shape()) + (w.trainable() ? " trained" : " updated"));
        return Stream.concat(Stream.of(row), weights);
    }

    private static String text(Shape shape) {
        return Arrays.toString(shape.toArray())
                .replace(",", "")
                .replace('[', '(')
                .replace(']', ')');
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void computesWhatKerasComputes(Golden golden) {
        Application<?> application = application(golden.name().replaceFirst(".*/(.*)_.*", "$1"));
        ApplicationsTest.set(application, golden.get("arguments"));
        Model model = HashedCells.weights(WeightAllocation.uninitialized(Long.MAX_VALUE, application::model));
        assertEquals(golden.get("name").asText(), model.name());
        Shape image = model.input().shape().withoutBatch();
        Tensor y = model.predict(Hashed.images(golden.get("batch").asInt(), image));
        HashedCells.assertAgrees(golden.toString(), golden.get("output"), y);
    }

    @Test
    void preprocessesAsKeras() {
        Golden golden = Golden.read(FAMILY, "preprocess");
        Tensor x = golden.tensor("x");
        float[] dense = golden.tensor("densenet").toArray();
        float[] nas = golden.tensor("nasnet").toArray();
        assertArrayEquals(dense, DenseNet121.preprocessInput(x).toArray(), 1e-5f);
        assertArrayEquals(dense, DenseNet169.preprocessInput(x).toArray(), 1e-5f);
        assertArrayEquals(dense, DenseNet201.preprocessInput(x).toArray(), 1e-5f);
        assertArrayEquals(nas, NASNetMobile.preprocessInput(x).toArray(), 1e-5f);
        assertArrayEquals(nas, NASNetLarge.preprocessInput(x).toArray(), 1e-5f);
    }

    @Test
    void shortFormsEqualTheLongOnes() {
        assertEquals("(None, 1, 1, 1024)", output(() -> DenseNet121.of(null, false, 32, 32, 3)));
        assertEquals("(None, 2, 1, 1664)", output(() -> DenseNet169.of(null, false, 64, 32, 3)));
        assertEquals("(None, 1, 2, 1920)", output(() -> DenseNet201.of(null, false, 32, 64, 3)));
        assertEquals("(None, 2, 1, 1056)", output(() -> NASNetMobile.of(null, false, 64, 32, 3)));
        assertEquals("(None, 1, 2, 4032)", output(() -> NASNetLarge.of(null, false, 32, 64, 3)));
        assertEquals(
                "(None, 331, 331, 3)",
                dry(() -> NASNetLarge.of(null)).input().shape().toString());
        assertEquals(
                "(None, 224, 224, 3)",
                dry(() -> NASNetMobile.of(null)).input().shape().toString());
    }

    private static Model dry(Supplier<Model> model) {
        return WeightAllocation.dryRun(model);
    }

    private static String output(Supplier<Model> model) {
        return dry(model).output().shape().toString();
    }

    @Test
    void refusesWrongOptions() {
        assertRefused(
                "DenseNet121: images must be at least 32 x 32, got an inputShape of [31, 40, 3]",
                new DenseNet121().inputShape(31, 40, 3));
        assertRefused(
                "DenseNet169: the ImageNet weights with top take squares of side [224], got an inputShape of [64, 64, 3]. Use"
                        + " includeTop(false) for other sizes.",
                new DenseNet169().inputShape(64, 64, 3));
        assertRefused(
                "DenseNet201: the ImageNet weights with top have 1000 classes, got 10. Use includeTop(false) and a Dense of your"
                        + " own, or weights(null).",
                new DenseNet201().classes(10));
        assertRefused(
                "NASNetMobile: images must be at least 32 x 32, got an inputShape of [40, 31, 3]",
                new NASNetMobile().includeTop(false).inputShape(40, 31, 3));
        assertRefused(
                "NASNetLarge: the ImageNet weights with top take squares of side [331], got an inputShape of [224, 224, 3]. Use"
                        + " includeTop(false) for other sizes.",
                new NASNetLarge().inputShape(224, 224, 3));
        assertRefused(
                "NASNetLarge: the ImageNet weights take images of 3 channels, got an inputShape of [331, 331, 1]",
                new NASNetLarge().inputShape(331, 331, 1));
    }

    private static void assertRefused(String message, Application<?> application) {
        assertEquals(
                message, assertThrows(OptionException.class, application::model).getMessage());
    }
}
