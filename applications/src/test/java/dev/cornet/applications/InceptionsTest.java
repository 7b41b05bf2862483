package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Input;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** InceptionV3, InceptionResNetV2 and Xception are the networks of Keras. */
final class InceptionsTest {
    private static final String FAMILY = "inceptions";
    private static final double TOLERANCE = 1e-4;

    static Application<?> application(String key) {
        return Applications.of(key.replace("_", "")).weights(null);
    }

    static Stream<Golden> layers() {
        return Golden.cases(FAMILY, "layers").stream();
    }

    static Stream<Golden> outputs() {
        return Stream.of("inception_v3", "inception_resnet_v2", "xception")
                .flatMap(key -> Golden.cases(FAMILY, key).stream());
    }

    /** The rows of a table of layers: name, class, shape of the output, number of parameters, and name, shape and start of each weight. */
    private static List<String> rows(Golden golden) {
        String file = golden.name().replaceFirst(".*/", "") + ".txt";
        return new String(Golden.bytes(FAMILY, file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static String withoutStarts(String row) {
        return Stream.of(row.split(" \\| "))
                .map(part -> part.equals(row.split(" \\| ")[0]) ? part : part.replaceFirst(" [^ ]+$", ""))
                .collect(Collectors.joining(" | "));
    }

    private static long size(Stream<Variable> weights) {
        return weights.mapToLong(w -> w.shape().size()).sum();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasTheLayersAndWeightsOfKeras(Golden golden) {
        Application<?> application = application(golden.name().replaceFirst(".*layers_", ""));
        Model model = WeightAllocation.uninitialized(Long.MAX_VALUE, application::model);
        assertEquals(golden.get("name").asText(), model.name());
        assertEquals(golden.get("count_params").asLong(), model.countParams());
        assertEquals(
                golden.get("trainable_params").asLong(),
                size(model.variables().stream().filter(Variable::trainable)));
        List<String> own = new ArrayList<>();
        for (Layer layer : model.layers()) {
            StringBuilder row = new StringBuilder(layer.name() + " " + LayerAccess.typeName(layer) + " "
                    + layer.output().shape().withoutBatch() + " " + layer.countParams());
            layer.variables()
                    .forEach(w -> row.append(" | ").append(w.name()).append(' ').append(w.shape()));
            own.add(row.toString());
        }
        List<String> expected =
                rows(golden).stream().map(InceptionsTest::withoutStarts).toList();
        assertEquals(String.join("\n", expected), String.join("\n", own));
    }

    /** Kernels are uniform up to the bound that Keras computes, the other weights 0 or 1. */
    @ParameterizedTest
    @MethodSource("layers")
    void startsWithTheWeightsOfKerasInitializers(Golden golden) {
        Cornet.setSeed(5);
        Model model = application(golden.name().replaceFirst(".*layers_", "")).model();
        List<String> starts = rows(golden).stream()
                .flatMap(row -> Stream.of(row.split(" \\| ")).skip(1))
                .map(weight -> weight.replaceFirst(".* ", ""))
                .toList();
        List<Variable> weights = model.variables();
        assertEquals(starts.size(), weights.size());
        for (int i = 0; i < starts.size(); i++) {
            assertStart(starts.get(i), weights.get(i));
        }
    }

    private static void assertStart(String start, Variable w) {
        Moments m = Moments.of(w.mutableValue().toArray());
        int n = m.n();
        switch (start) {
            case "zeros" -> assertEquals(0, m.largest(), w.path());
            case "ones" -> assertEquals(n, m.sum(), w.path());
            default -> {
                double bound = Double.parseDouble(start);
                double deviation = bound / Math.sqrt(3);
                assertTrue(m.largest() <= bound * (1 + 1e-5), w.path());
                assertTrue(m.largest() >= bound * (1 - 20.0 / n), w.path());
                assertEquals(0, m.sum() / n, 5 * deviation / Math.sqrt(n), w.path());
                assertEquals(1, Math.sqrt(m.squares() / n) / deviation, 5 * 0.45 / Math.sqrt(n), w.path());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void computesWhatKerasComputes(Golden golden) {
        Application<?> application =
                application(golden.name().replaceFirst(".*/", "").replaceFirst("_[a-z]+$", ""));
        ApplicationsTest.set(application, golden.get("arguments"));
        Model model = Hashed.weights(WeightAllocation.uninitialized(Long.MAX_VALUE, application::model));
        assertEquals(golden.get("name").asText(), model.name());
        assertEquals(golden.get("count_params").asLong(), model.countParams());
        List<String> names = model.layers().stream().map(Layer::name).toList();
        List<String> last = new ArrayList<>();
        golden.get("last_layers").forEach(name -> last.add(name.asText()));
        assertEquals(last, names.subList(names.size() - last.size(), names.size()));
        Tensor x =
                Hashed.images(golden.get("batch").asInt(), model.input().shape().withoutBatch());
        Sample.assertAgrees(golden.get("output"), model.predict(x), TOLERANCE);
    }

    @Test
    void shortFormsEqualTheLongOnes() {
        Model model = Xception.of(null, false, 71, 80, 3);
        assertEquals("(None, 3, 3, 2048)", model.output().shape().toString());
        assertTrue(model.getWeights().get(0).get(0, 0, 0, 0) != 0, "random weights");
        assertEquals(
                "(None, 1, 2, 2048)",
                InceptionV3.of(null, false, 75, 107, 3).output().shape().toString());
        Model without =
                WeightAllocation.uninitialized(Long.MAX_VALUE, () -> InceptionResNetV2.of(null, false, 75, 107, 3));
        assertEquals("(None, 1, 2, 1536)", without.output().shape().toString());
        assertEquals(54_336_736, without.countParams());
    }

    /** As in Keras, layers without a name of their own are counted together with those before the network. */
    @Test
    void countsTheLayersBeforeTheNetwork() {
        Symbol grey = Input.of(80, 80, 1);
        Model model = new Xception()
                .weights(null)
                .includeTop(false)
                .inputTensor(grey.then(new Conv2D(3, 1)))
                .model();
        assertEquals(
                Shape.of(1, 1, 1, 3),
                model.getLayer("conv2d").variables().get(0).shape());
        assertEquals(
                Shape.of(1, 1, 64, 128),
                model.getLayer("conv2d_1").variables().get(0).shape());
    }

    /** As in a session of Keras, the layers of a second network on the same input are counted on, so that one model contains both. */
    @Test
    void twoNetworksWithUnnamedLayersShareAnInput() {
        Symbol in = Input.of(80, 80, 3);
        Model first = on(in, new InceptionV3());
        Model second = on(in, new Xception());
        assertEquals(
                Shape.of(3, 3, 3, 32),
                first.getLayer("conv2d").variables().get(0).shape());
        assertEquals(
                Shape.of(1, 1, 64, 128),
                second.getLayer("conv2d_94").variables().get(0).shape());
        assertEquals(
                Shape.of(1024),
                second.getLayer("batch_normalization_97").variables().get(0).shape());
        Model both = new Model(List.of(in), List.of(first.output(), second.output()));
        assertEquals(442, both.layers().size());
        assertEquals(
                "conv2d",
                on(Input.of(80, 80, 3), new InceptionV3()).layers().get(1).name());
    }

    private static Model on(Symbol input, Application<?> network) {
        return WeightAllocation.uninitialized(
                Long.MAX_VALUE,
                () -> network.weights(null).includeTop(false).inputTensor(input).model());
    }

    private static void assertRefused(String message, Application<?> application) {
        assertEquals(
                message, assertThrows(OptionException.class, application::model).getMessage());
    }

    @Test
    void refusesSmallImagesAndOtherSquares() {
        assertRefused(
                "InceptionV3: images must be at least 75 x 75, got an inputShape of [74, 200, 3]",
                new InceptionV3().inputShape(74, 200, 3).weights(null));
        assertRefused(
                "InceptionResNetV2: images must be at least 75 x 75, got an inputShape of [75, 74, 3]",
                new InceptionResNetV2().inputShape(75, 74, 3).includeTop(false));
        assertRefused(
                "Xception: images must be at least 71 x 71, got an inputShape of [70, 71, 3]",
                new Xception().inputShape(70, 71, 3));
        assertRefused(
                "Xception: the ImageNet weights with top take squares of side [299], got an inputShape of [224, 224, 3]."
                        + " Use includeTop(false) for other sizes.",
                new Xception().inputShape(224, 224, 3));
    }
}
