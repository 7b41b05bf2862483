package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.cornet.file.Json;
import dev.cornet.layers.Add;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models inside models, called once or several times, also as outputs: reading Keras' JSON text of them, and writing and reading them. */
class NestingTest {
    @TempDir
    Path folder;

    static Stream<Golden> all() {
        return Stream.of("calls", "operations", "random", "lists")
                .flatMap(group -> Golden.cases("nesting", group).stream());
    }

    @ParameterizedTest
    @MethodSource("all")
    void readsCallsAsKerasDoes(Golden golden) {
        check(
                golden.name(),
                golden.get("json").asText(),
                golden.tensors("weights"),
                golden.tensors("inputs"),
                golden.tensors("predictions"));
    }

    /** Reads the file written by src-test-data/golden/nesting/make.py --many, if the property cornet.nesting names one. */
    @Test
    void readsManyRandomModels() throws IOException {
        String file = System.getProperty("cornet.nesting");
        if (file == null) {
            return;
        }
        int i = 0;
        for (JsonNode golden : new ObjectMapper().readTree(Path.of(file).toFile())) {
            check(
                    "model " + i++,
                    golden.get("json").asText(),
                    tensors(golden.get("weights")),
                    tensors(golden.get("inputs")),
                    tensors(golden.get("predictions")));
        }
    }

    private static List<Tensor> tensors(JsonNode values) {
        List<Tensor> tensors = new ArrayList<>();
        values.forEach(value -> tensors.add(Golden.tensor(value)));
        return tensors;
    }

    private void check(String name, String text, List<Tensor> weights, List<Tensor> xs, List<Tensor> expected) {
        Model model = Model.fromJson(text);
        model.setWeights(weights);
        assertPredictions(name, expected, model.predict(xs, 32));
        JsonNode keras = Json.parse(text, name);
        if (text.contains("keras_history")) {
            assertEquals(calls(keras), calls(Json.parse(model.toJson(), name)), name);
        }
        Model again = Model.fromJson(model.toJson());
        again.setWeights(weights);
        assertPredictions(name, expected, again.predict(xs, 32));
        String file = folder.resolve("model.cornet").toString();
        model.save(file);
        assertPredictions(name, expected, Model.load(file).predict(xs, 32));
    }

    /** The keras_history, input_layers and output_layers entries of a JSON tree, in order. */
    private static List<String> calls(JsonNode tree) {
        List<String> all = new ArrayList<>();
        tree.fields().forEachRemaining(field -> {
            boolean isReference =
                    List.of("keras_history", "input_layers", "output_layers").contains(field.getKey());
            if (isReference) {
                JsonNode ends = field.getValue();
                all.add(field.getKey() + " "
                        + (ends.size() == 1 ? ends.get(0) : ends)); // a single entry may be in a list
            } else {
                all.addAll(calls(field.getValue()));
            }
        });
        if (tree.isArray()) {
            tree.forEach(inner -> all.addAll(calls(inner)));
        }
        return all;
    }

    private static void assertPredictions(String name, List<Tensor> expected, List<Tensor> got) {
        assertEquals(expected.size(), got.size(), name);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).toArray(), got.get(i).toArray(), 2e-6f, name);
        }
    }

    /** Cornet's first files counted the calls of nested models from 0 in output_layers too. */
    @Test
    void readsCornetsFirstFiles() throws IOException {
        Symbol in = Input.of(1);
        Dense triple = new Dense(1).useBias(false);
        Model inner = new Model(in, in.then(triple));
        triple.setWeights(Tensor.of(new float[] {3f}).reshape(1, 1));
        Symbol x = Input.of(1);
        Symbol once = x.then(inner);
        Symbol twice = once.then(inner);
        for (List<Symbol> outputs : List.of(List.of(twice), List.of(once, twice.then(new Dense(1))))) {
            Model model = new Model(List.of(x), outputs);
            JsonNode tree = Json.parse(model.toJson(), "model");
            JsonNode ends = tree.get("config").get("output_layers");
            ArrayNode first = (ArrayNode) (outputs.size() == 1 ? ends : ends.get(0));
            first.set(1, first.get(1).intValue() - 1);
            for (Model read : List.of(ModelReader.readCornetJson(tree, "model"), Model.fromJson(tree.toString()))) {
                read.setWeights(model.getWeights());
                Tensor prediction = read.predict(
                                List.of(Tensor.of(new float[] {2f}).reshape(1, 1)), 1)
                        .get(0);
                assertEquals(outputs.size() == 1 ? 18f : 6f, prediction.get(0, 0));
            }
        }
    }

    /** An example is a feature extractor that is used together with the network from which it is taken. */
    @Test
    void keepsALayerThatTwoInnerModelsShare() {
        Symbol in = Input.of(2);
        Symbol hidden = in.then(new Dense(2));
        Model base = new Model(in, hidden.then(new Dense(2)));
        Symbol x = Input.of(2);
        Model model = new Model(x, new Add().of(x.then(base), x.then(new Model(in, hidden))));
        assertEquals(4, model.getWeights().size());
        assertEquals(12, model.countParams());
        String file = folder.resolve("model.cornet").toString();
        model.save(file);
        for (Model read : List.of(Model.load(file), Model.fromJson(model.toJson()))) {
            read.setWeights(model.getWeights());
            assertEquals(12, read.countParams());
            Tensor one = Tensor.of(new float[] {1, -1}, 1, 2);
            assertArrayEquals(model.predict(one).toArray(), read.predict(one).toArray());
        }
    }

    /**
     * A model whose input is an inner value of a graph has only the weights after this value; as in Keras, it is saved with a new input.
     */
    @Test
    void savesAModelThatBeginsInTheMiddle() {
        Symbol in = Input.of(2);
        Symbol hidden = in.then(new Dense(3));
        Model head = new Model(hidden, new Add().of(hidden, hidden.then(new Dense(3))));
        assertEquals(12, head.countParams());
        Tensor one = Tensor.of(new float[] {1, -1, 2}, 1, 3);
        String file = folder.resolve("head.cornet").toString();
        head.save(file);
        for (Model read : List.of(Model.load(file), Model.fromJson(head.toJson()))) {
            read.setWeights(head.getWeights());
            assertArrayEquals(head.predict(one).toArray(), read.predict(one).toArray());
        }
        Symbol x = Input.of(3);
        Model outer = new Model(x, x.then(head));
        Model read = Model.fromJson(outer.toJson());
        read.setWeights(head.getWeights());
        assertArrayEquals(head.predict(one).toArray(), read.predict(one).toArray());
    }
}
