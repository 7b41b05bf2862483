package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Json;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.models.Compile;
import dev.cornet.models.Evaluate;
import dev.cornet.models.Evaluation;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON of models: Keras' text is read, gives the same predictions as in Keras, and is written again as Keras writes it. */
class ModelJsonTest {
    /** Keys that Keras writes and Cornet does not; their values are null, false or determined by other keys. */
    private static final Set<String> UNWRITTEN = Set.of(
            "quantization_config",
            "input_axes",
            "output_axes",
            "synchronized",
            "renorm",
            "renorm_clipping",
            "renorm_momentum",
            "noise_shape",
            "build_config",
            "kwargs",
            "thresholds",
            "beta_initializer",
            "gamma_initializer",
            "moving_mean_initializer",
            "moving_variance_initializer",
            "beta_regularizer",
            "gamma_regularizer",
            "beta_constraint",
            "gamma_constraint",
            "dtype");

    private static JsonNode golden(String name) {
        return Golden.read("json", name).get("json");
    }

    /** The recorded models that have weights and consist of layers only. */
    static Stream<Golden> models() {
        return Stream.of("Sequential", "Functional", "nested")
                .flatMap(group -> Golden.cases("json", group).stream())
                .filter(golden -> !golden.name().matches("json/(operators|free_size|unbuilt)"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsAndWritesKerasJson(Golden golden) {
        String name = golden.name();
        String text = golden.get("json").textValue();
        Model model = Model.fromJson(text);
        assertEquals(golden.get("count_params").asLong(), model.countParams());
        assertEquals(
                golden.get("trainable_params").asLong(),
                model.variables().stream()
                        .filter(Variable::trainable)
                        .mapToLong(v -> v.mutableValue().size())
                        .sum());
        assertEquals(descriptions(golden.get("layers")), descriptions(model));
        assertEquals(golden.get("weight_values").size(), model.getWeights().size());
        assertSame(Json.parse(text, name), Json.parse(model.toJson(), name), name);
        assertSame(
                Json.parse(model.toJson(), name),
                Json.parse(Model.fromJson(model.toJson()).toJson(), name),
                name);
    }

    @ParameterizedTest
    @MethodSource("models")
    void predictsAsKerasDoes(Golden golden) {
        Model model = Model.fromJson(golden.get("json").textValue());
        model.setWeights(golden.tensors("weight_values"));
        List<Tensor> predictions = model.predict(golden.tensors("inputs"), 32);
        List<Tensor> expected = golden.tensors("predictions");
        assertEquals(expected.size(), predictions.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).toArray(), predictions.get(i).toArray(), 2e-5f, golden.name());
        }
    }

    @Test
    void anOutputWithoutMetricsKeepsItsIndex() {
        Symbol x = Input.of(2);
        Model model = new Model(
                List.of(x),
                List.of(
                        x.then(new Dense(1).named("a")),
                        x.then(new Dense(1).named("b")),
                        x.then(new Dense(1).named("c"))));
        model.compile(new Compile("sgd", List.of("mse", "mse", "mse"))
                .metrics(List.of(), List.of("mae"), List.of())
                .weightedMetrics(List.of("mape"), List.of(), List.of()));
        ObjectNode tree = (ObjectNode) Json.parse(model.toJson(), "model");
        JsonNode written = tree.at("/compile_config/metrics");
        assertEquals(3, written.size());
        assertEquals("mae", written.at("/1/0/config/name").asText());
        Set<String> names = metrics(model).keySet();
        assertTrue(names.containsAll(List.of("a_mape", "b_mae")), names::toString);
        assertEquals(names, metrics(Model.fromJson(model.toJson())).keySet());
        ArrayNode none = ((ObjectNode) tree.get("compile_config")).putArray("metrics"); // as Keras writes None
        none.addNull().add("mae").addNull();
        assertEquals(names, metrics(Model.fromJson(tree.toString())).keySet());
    }

    @Test
    void theOnlyLossOfSeveralOutputsIsNamedLoss() {
        Symbol x = Input.of(2);
        Model model =
                new Model(List.of(x), List.of(x.then(new Dense(1).named("a")), x.then(new Dense(1).named("b")), x));
        model.compile(new Compile("sgd", Arrays.asList(null, "mse", null)));
        Tensor zeros = Tensor.zeros(1, 2);
        Tensor y = Tensor.of(new float[] {3}, 1, 1);
        Evaluation values = model.evaluate(List.of(zeros), List.of(y, y, zeros), new Evaluate());
        assertEquals(
                Map.of("loss", 9.0),
                values.metrics()); // as in Keras, which names losses by outputs only if there are several
        History history = model.fit(List.of(zeros), List.of(y, y, zeros), new Fit().verbose(0));
        assertEquals(Set.of("loss"), history.metrics().keySet());
        model.compile(new Compile("sgd", Arrays.asList(null, "mse", "mae")));
        assertEquals(
                Set.of("loss", "b_loss", model.layers().get(0).name() + "_loss"),
                model.evaluate(List.of(zeros), List.of(y, y, zeros), new Evaluate())
                        .metrics()
                        .keySet());
    }

    private static Map<String, Double> metrics(Model model) {
        Tensor x = Tensor.zeros(1, 2);
        Tensor y = Tensor.of(new float[] {1}, 1, 1);
        return model.evaluate(List.of(x), List.of(y, y, y), new Evaluate()).metrics();
    }

    private static Set<String> descriptions(JsonNode layers) {
        Set<String> all = new TreeSet<>();
        layers.forEach(layer -> {
            String shape = layer.get("output_shape")
                    .toString()
                    .replaceAll("[^-\\d,]+", "")
                    .replaceFirst("^,", "");
            String of = layer.get("class_name").asText() + " " + layer.get("params") + " ";
            all.add(layer.get("name").asText() + " " + of + shape + " " + layer.get("trainable"));
        });
        return all;
    }

    private static Set<String> descriptions(Model model) {
        Set<String> all = new TreeSet<>();
        for (Layer layer : model.layers()) {
            Shape out = layer instanceof Model nested
                    ? nested.output().shape()
                    : LayerAccess.nodes(layer).get(0).outputs().get(0).shape();
            String shape = out.withoutBatch().toString().replaceAll("[() ]", "");
            String of = LayerAccess.typeName(layer) + " " + layer.countParams() + " ";
            all.add(layer.name() + " " + of + shape + " " + layer.trainable());
        }
        return all;
    }

    private static void assertSame(JsonNode keras, JsonNode ours, String path) {
        if (keras.isNumber()) {
            double expected = keras.doubleValue();
            double actual = ours.isArray() && ours.size() == 1 ? ours.get(0).doubleValue() : ours.doubleValue();
            assertEquals(expected, actual, 1e-6 * Math.max(1e-3, Math.abs(expected)), path);
        } else if (keras.isObject() && ours.isObject()) {
            assertEquals(commonKeys(keras, ours), commonKeys(ours, keras), path);
            keras.fields().forEachRemaining(entry -> {
                String key = entry.getKey();
                boolean mayBeDictionary =
                        key.equals("input_layers") || key.equals("output_layers") || path.endsWith("metrics");
                if (!UNWRITTEN.contains(key)
                        && !(mayBeDictionary && entry.getValue().isObject())) {
                    assertNotNull(ours.get(key), path + "." + key);
                    assertSame(entry.getValue(), ours.get(key), path + "." + key);
                }
            });
        } else if (keras.isArray() && ours.isArray()) {
            assertEquals(keras.size(), ours.size(), path);
            for (int i = 0; i < keras.size(); i++) {
                assertSame(keras.get(i), ours.get(i), path + "[" + i + "]");
            }
        } else if (!path.contains(
                "compile_config")) { // there Keras writes names given to compile as names, Cornet as records
            assertEquals(keras, ours, path);
        }
    }

    /**
     * The keys of a record that another record has too, in their order, without activity_regularizer: Keras writes it only if there is one,
     * before the layer's own options.
     */
    private static List<String> commonKeys(JsonNode record, JsonNode other) {
        List<String> keys = new ArrayList<>();
        record.fieldNames().forEachRemaining(keys::add);
        keys.removeIf(key -> !other.has(key) || key.equals("activity_regularizer"));
        return keys;
    }

    private static String refusal(String json) {
        return assertThrows(ModelFormatException.class, () -> Model.fromJson(json))
                .getMessage();
    }

    @Test
    void reportsAllUnknownLayersAtOnce() {
        String message = refusal("{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
                + "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,3]}},"
                + "{\"class_name\":\"Attention\",\"config\":{}},{\"class_name\":\"Dense\",\"config\":{\"units\":0}},"
                + "{\"class_name\":\"TFSMLayer\",\"config\":{\"name\":\"one\"}},"
                + "{\"class_name\":\"TimeDistributed\",\"config\":{\"name\":\"each\",\"layer\":"
                + "{\"class_name\":\"TFSMLayer\",\"config\":{\"name\":\"two\"}}}},"
                + "{\"class_name\":\"Denze\",\"config\":{\"name\":\"wrong\"}}]}}");
        assertTrue(message.contains("\n  unknown layer \"Attention\" (model.config.layers[1])\n"), message);
        assertTrue(message.contains("\n  unknown layer \"TFSMLayer\" (one, two)\n"), message);
        assertTrue(message.contains("\n  unknown layer \"Denze\" (wrong); did you mean \"dense\"?\n"), message);
        assertFalse(message.contains("average_pooling1d"), message);
        assertTrue(
                message.contains(
                        "model.config.layers[2].config: Dense: units, the number of outputs, must be positive"),
                message);
    }

    @Test
    void refusesTreesThatAreNoModel() {
        assertTrue(refusal("{}").contains("a tree without class_name"));
        assertTrue(refusal("[]").contains("a tree without class_name"));
        assertTrue(refusal("{\"class_name\":\"Sequential\"}").contains("layers is missing"));
        assertTrue(refusal("nonsense").contains("no valid JSON"));
    }

    @Test
    void refusesOpenSizes() {
        String message = refusal(golden("free_size").textValue());
        assertEquals(
                "the JSON text:\n  model.config.layers[0].config.batch_shape: sizes that are open until run time are not"
                        + " supported, got [null,null,null,3]; give the model the size of your data in Keras:"
                        + " keras.Input((224, 224, 3))",
                message);
    }

    @Test
    void buildsAModelWithoutInputShapeFromItsData() {
        Model model = Model.fromJson(golden("unbuilt").textValue());
        assertEquals(
                "[3, 2]",
                Arrays.toString(model.predict(Tensor.zeros(3, 5)).shape().toArray()));
        assertEquals(3, model.layers().size());
    }

    @Test
    void refusesACycle() {
        String tensor = "{\"class_name\":\"__keras_tensor__\",\"config\":{\"keras_history\":[\"%s\",0,0]}}";
        String layer =
                "{\"class_name\":\"Dense\",\"config\":{\"name\":\"%s\",\"units\":2},\"name\":\"%s\",\"inbound_nodes\":"
                        + "[{\"args\":[" + tensor + "],\"kwargs\":{}}]}";
        String message = refusal("{\"class_name\":\"Functional\",\"config\":{\"layers\":["
                + String.format(layer, "a", "a", "b") + "," + String.format(layer, "b", "b", "a")
                + "],\"input_layers\":[\"a\",0,0],\"output_layers\":[\"b\",0,0]}}");
        assertTrue(message.contains("wait for each other or for a layer that is missing: a, b"), message);
    }

    @Test
    void refusesWeightsThatAreTooLarge() {
        String message = refusal("{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
                + "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,2000000000]}},"
                + "{\"class_name\":\"Dense\",\"config\":{\"units\":2000000000}}]}}");
        assertTrue(message.contains("too large"), message);
    }

    /** The prediction at x = 1 of a Dense layer of one unit with weight 1 and hard_sigmoid, from the JSON of a version of Keras. */
    private static float hardSigmoidOfOne(String version) {
        Model model = Model.fromJson("{\"class_name\":\"Sequential\"," + version + "\"config\":{\"layers\":["
                + "{\"class_name\":\"Dense\",\"config\":{\"batch_input_shape\":[null,1],\"units\":1,"
                + "\"kernel_initializer\":\"ones\",\"activation\":\"hard_sigmoid\"}}]}}");
        Model reread = Model.fromJson(model.toJson());
        reread.setWeights(model.getWeights());
        return reread.predict(Tensor.of(new float[] {1}, 1, 1)).get(0, 0);
    }

    @Test
    void hardSigmoidIsSteeperInModelsOfKeras2() {
        assertEquals(0.7f, hardSigmoidOfOne("\"keras_version\":\"2.2.4\","), 1e-6f);
        assertEquals(0.7f, hardSigmoidOfOne("\"keras_version\":\"1.2.0\","), 1e-6f);
        assertEquals(2 / 3f, hardSigmoidOfOne("\"keras_version\":\"3.15.0\","), 1e-6f);
        assertEquals(0.7f, hardSigmoidOfOne(""), 1e-6f); // the key batch_input_shape means Keras 2
        Model keras3 = Model.fromJson("{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
                + "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,1]}},"
                + "{\"class_name\":\"Activation\",\"config\":{\"activation\":\"hard_sigmoid\"}}]}}");
        assertEquals(2 / 3f, keras3.predict(Tensor.of(new float[] {1}, 1, 1)).get(0, 0), 1e-6f);
    }

    @Test
    void readsKeras2Json() {
        Model model = Model.fromJson(
                "{\"class_name\":\"Sequential\",\"keras_version\":\"2.2.4\",\"backend\":\"tensorflow\",\"config\":"
                        + "{\"name\":\"old\",\"layers\":[{\"class_name\":\"Dense\",\"config\":{\"name\":\"dense_1\",\"trainable\":true,"
                        + "\"batch_input_shape\":[null,4],\"dtype\":\"float32\",\"units\":3,\"activation\":\"relu\",\"use_bias\":true,"
                        + "\"kernel_initializer\":{\"class_name\":\"VarianceScaling\",\"config\":{\"scale\":1.0,\"mode\":\"fan_avg\","
                        + "\"distribution\":\"normal\",\"seed\":null}},\"bias_initializer\":{\"class_name\":\"Zeros\",\"config\":{}},"
                        + "\"kernel_regularizer\":{\"class_name\":\"L1L2\",\"config\":{\"l1\":0.0,\"l2\":0.01}},\"bias_regularizer\":null,"
                        + "\"activity_regularizer\":null,\"kernel_constraint\":null,\"bias_constraint\":null}}]}}");
        assertEquals(15, model.countParams());
        assertEquals("dense_1", model.getLayer(0).name());
        Model graph = Model.fromJson("{\"class_name\":\"Model\",\"config\":{\"name\":\"g\",\"layers\":["
                + "{\"name\":\"in\",\"class_name\":\"InputLayer\",\"config\":{\"batch_input_shape\":[null,4],\"dtype\":\"float32\","
                + "\"sparse\":false,\"name\":\"in\"},\"inbound_nodes\":[]},{\"name\":\"d\",\"class_name\":\"Dense\",\"config\":"
                + "{\"name\":\"d\",\"units\":2},\"inbound_nodes\":[[[\"in\",0,0,{}]]]}],\"input_layers\":[[\"in\",0,0]],"
                + "\"output_layers\":[[\"d\",0,0]]}}");
        assertEquals(10, graph.countParams());
    }
}
