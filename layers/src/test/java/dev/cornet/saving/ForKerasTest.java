package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.Cornet;
import dev.cornet.activations.Celu;
import dev.cornet.activations.Gelu;
import dev.cornet.activations.LeakyRelu;
import dev.cornet.activations.Relu;
import dev.cornet.config.Configs;
import dev.cornet.file.Json;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.SeparableConv2D;
import dev.cornet.layers.SpatialDropout1D;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.SGD;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Writes models with inputs and predictions to {@code target/for-keras}. Then {@code src-test-data/check_json.py target/for-keras} checks
 * that Keras reads the models and predicts the same.
 */
class ForKerasTest {
    private static final Path FOLDER = Path.of("target/for-keras");

    private static Map<String, Model> models() {
        Map<String, Model> models = new LinkedHashMap<>();
        Sequential mlp = new Sequential();
        mlp.add(new Flatten().inputShape(8, 8, 1));
        mlp.add(new Dense(32).activation("relu").kernelInitializer("he_normal").kernelRegularizer("l2"));
        mlp.add(new Dropout(0.2));
        mlp.add(new Dense(10).activation("softmax"));
        mlp.compile("rmsprop", "categorical_crossentropy", "accuracy");
        models.put("mlp", mlp);

        Sequential cnn = new Sequential();
        cnn.add(new Conv2D(8, 3).padding("same").activation("relu").inputShape(8, 8, 1));
        cnn.add(new BatchNormalization());
        cnn.add(new Conv2D(6, 3).strides(2).activation("gelu"));
        cnn.add(new MaxPooling2D(2));
        cnn.add(new Dropout(0.25));
        cnn.add(new Flatten());
        cnn.add(new Dense(10).activation("softmax"));
        cnn.compile(new Adam(1e-3).clipnorm(1), "categorical_crossentropy", "accuracy", "top_k_categorical_accuracy");
        models.put("cnn", cnn);

        Sequential tower = new Sequential();
        tower.add(new Conv2D(4, 3).padding("same").activation("tanh").inputShape(8, 8, 4));
        tower.add(new BatchNormalization());
        Symbol in = Input.of(8, 8, 1);
        Symbol a = in.then(new SeparableConv2D(4, 3).padding("same"));
        Symbol b = new Add().of(a, a.then(tower)); // the tower is called twice
        Symbol c = new Concatenate().of(b, b.then(tower));
        Model graph = new Model(in, c.then(new GlobalAveragePooling2D()).then(new Dense(10)));
        graph.compile(new SGD(0.1).momentum(0.9).nesterov(true), "mse", "mae");
        models.put("graph", graph);

        Sequential options = new Sequential();
        options.add(
                new Conv2D(4, 3).activation(new LeakyRelu().negativeSlope(0.1)).inputShape(8, 8, 1));
        options.add(new Conv2D(4, 2).activation(new Gelu().approximate(true)));
        options.add(new Conv2D(4, 2).activation(new Relu().maxValue(0.5).negativeSlope(0.2)));
        options.add(new TimeDistributed(new SpatialDropout1D(0.1)));
        options.add(new Flatten());
        options.add(new Dense(10).activation(new Celu().alpha(0.3)));
        options.compile("adam", "mse", "mae");
        models.put("options", options);
        return models;
    }

    @Test
    void writesModelsWithTheirPredictions() throws IOException {
        Cornet.setSeed(12);
        Files.createDirectories(FOLDER);
        Tensor x = Tensor.zeros(16, 8, 8, 1);
        RandomStream random = new RandomStream(3);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) random.uniform(i, -1, 1);
        }
        Tensor y = Tensor.zeros(16, 10);
        for (int r = 0; r < 16; r++) {
            y.data()[r * 10 + r % 10] = 1;
        }
        for (Map.Entry<String, Model> entry : models().entrySet()) {
            Model model = entry.getValue();
            String file = FOLDER.resolve(entry.getKey()) + ".cornet";
            model.trainOnBatch(x, y);
            Tensor predictions = model.predict(x);
            model.save(file);
            Safetensors.write(
                    FOLDER.resolve(entry.getKey() + ".safetensors"),
                    Map.of("x", x, "predictions", predictions),
                    Map.of());
            assertArrayEquals(predictions.toArray(), Model.load(file).predict(x).toArray(), entry.getKey());
        }
    }

    /** Reads the layer of each golden case and writes a model that consists of this layer. */
    @Test
    void writesAModelOfEachLayer() throws IOException {
        Files.createDirectories(FOLDER);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        index().fields().forEachRemaining(group -> {
            String type = group.getKey();
            for (Golden golden : Golden.cases("layers", type)) {
                List<String> problems = new ArrayList<>();
                Layer layer = Configs.read(Layer.class, golden.get("config"), "", problems);
                if (layer == null || golden.has("mask")) { // a model of one layer has no mask
                    continue;
                }
                List<Symbol> ins = golden.tensors("inputs").stream()
                        .map(x -> x.shape().withoutBatch())
                        .map(ForKerasTest::input)
                        .toList();
                Symbol out = layer.of(ins.toArray(Symbol[]::new));
                all.put(golden.name(), new Model(ins, List.of(out)).toJson());
            }
        });
        Files.writeString(FOLDER.resolve("layers.json"), Json.pretty(all));
        assertTrue(all.size() >= 306, () -> all.size() + " cases");
    }

    /** Keras builds stateful layers only with a known batch size. */
    @Test
    void writesStatefulLayers() throws IOException {
        Files.createDirectories(FOLDER);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (Golden golden : Golden.cases("stateful", "Stateful")) {
            Model read = Model.fromJson(golden.get("model").asText());
            all.put(golden.name(), read.toJson());
        }
        Sequential created = new Sequential();
        created.add(Input.batchShape(3, 4, 2));
        created.add(new LSTM(4).stateful(true));
        created.add(new Dense(2));
        all.put("stateful/lstm by Cornet", created.toJson());
        Files.writeString(FOLDER.resolve("stateful.json"), Json.pretty(all));
        assertTrue(all.size() >= 6, () -> all.size() + " cases");
    }

    private static Symbol input(Shape shape) {
        return Input.of(shape.toArray());
    }

    private static JsonNode index() throws IOException {
        try (InputStream in = ForKerasTest.class.getResourceAsStream("/golden/layers/index.json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}
