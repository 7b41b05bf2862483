package dev.cornet.formats.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cornet.exceptions.DataException;
import dev.cornet.models.Evaluate;
import dev.cornet.models.Evaluation;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Predict;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A case of {@code src-test-data/golden/differential}: a random model, its training data and the results of Keras. */
final class RandomModel {
    private final JsonNode tree;

    RandomModel(JsonNode tree) {
        this.tree = tree;
    }

    @Override
    public String toString() {
        return name();
    }

    String name() {
        return tree.get("name").asText();
    }

    /** Whether fit replaces the weights by their moving averages at its end (use_ema). */
    boolean usesAverages() {
        return tree.get("json").asText().contains("\"use_ema\": true");
    }

    /** How the model is given: "json", "again" (JSON, and trained a second time), or the suffix of the Keras file. */
    String form() {
        return tree.get("form").asText();
    }

    JsonNode expected(String what) {
        return tree.get("expected").path(what);
    }

    /** For each result, how far it moves if weights and inputs are perturbed slightly. */
    JsonNode sensitivity() {
        return tree.get("noise");
    }

    /** The same case with other initial weights, which must give mismatches. */
    RandomModel withWeightsDoubled() {
        JsonNode copy = tree.deepCopy();
        for (JsonNode weight : copy.get("start_weights")) {
            ArrayNode data = (ArrayNode) weight.get("data");
            for (int i = 0; i < data.size(); i++) {
                data.set(i, JsonNodeFactory.instance.numberNode(2 * data.get(i).doubleValue() + 0.1));
            }
        }
        return new RandomModel(copy);
    }

    /** The model of the JSON text, compiled, with the initial weights of Keras. */
    Model model() {
        return model(tree.get("json").asText());
    }

    Model model(String json) {
        Model model = Model.fromJson(json);
        model.setWeights(tensors(tree.get("start_weights")));
        return model;
    }

    List<String> weightNames() {
        List<String> names = new ArrayList<>();
        tree.get("weight_names").forEach(name -> names.add(name.asText()));
        return names;
    }

    List<Tensor> predict(Model model) {
        return model.predict(tensors(tree.get("x")), new Predict().batchSize(batch()));
    }

    Map<String, List<Double>> evaluate(Model model) {
        Evaluate options = new Evaluate().batchSize(batch());
        if (!tree.get("sample_weight").isNull()) {
            options.sampleWeight(tensors(tree.get("sample_weight")));
        }
        return listed(model.evaluate(tensors(tree.get("x")), tensors(tree.get("y")), options));
    }

    /** Evaluates on the validation data as fit does at the end of an epoch; empty if there is no validation data. */
    Map<String, List<Double>> validate(Model model) {
        JsonNode data = tree.get("validation");
        if (data.isNull()) {
            return Map.of();
        }
        JsonNode size = tree.get("fit").path("validation_batch_size");
        Evaluate options = new Evaluate().batchSize(size.isMissingNode() ? batch() : size.asInt());
        if (!data.get("sample_weight").isNull()) {
            options.sampleWeight(tensors(data.get("sample_weight")));
        }
        Map<String, List<Double>> values = new TreeMap<>();
        listed(model.evaluate(tensors(data.get("x")), tensors(data.get("y")), options))
                .forEach((key, value) -> values.put("val_" + key, value));
        return values;
    }

    Map<String, List<Double>> fit(Model model, Fit options) {
        History history = model.fit(tensors(tree.get("x")), tensors(tree.get("y")), options);
        return history.metrics();
    }

    Fit options() {
        Fit fit = new Fit().verbose(0).shuffle(false);
        tree.get("fit").fields().forEachRemaining(option -> {
            JsonNode value = option.getValue();
            switch (option.getKey()) {
                case "batch_size" -> fit.batchSize(value.asInt());
                case "epochs" -> fit.epochs(value.asInt());
                case "validation_split" -> fit.validationSplit(value.asDouble());
                case "validation_batch_size" -> fit.validationBatchSize(value.asInt());
                case "steps_per_epoch" -> fit.stepsPerEpoch(value.asInt());
                case "class_weight" -> fit.classWeight(classWeights(value));
                default -> throw new IllegalArgumentException(option.getKey());
            }
        });
        if (!tree.get("sample_weight").isNull()) {
            fit.sampleWeight(tensors(tree.get("sample_weight")));
        }
        JsonNode data = tree.get("validation");
        if (!data.isNull()) {
            List<Tensor> weights = data.get("sample_weight").isNull() ? List.of() : tensors(data.get("sample_weight"));
            fit.validationData(tensors(data.get("x")), tensors(data.get("y")), weights);
        }
        return fit;
    }

    /**
     * Trains on every row repeated {@code times} times, so that batches are large enough to be cut into slices; returns the weights.
     * A training that diverges ends with the weights before the step whose loss is not finite.
     */
    List<Tensor> trainLarge(int times) {
        Model model = model();
        List<Tensor> x = repeated(tree.get("x"), times);
        List<Tensor> y = repeated(tree.get("y"), times);
        Fit fit = new Fit().verbose(0).epochs(2).batchSize(batch() * times);
        if (!tree.get("sample_weight").isNull()) {
            fit.sampleWeight(repeated(tree.get("sample_weight"), times));
        }
        model.seed(3);
        try {
            model.fit(x, y, fit);
        } catch (DataException diverged) {
            if (!String.valueOf(diverged.getMessage()).contains("the loss is")) {
                throw diverged;
            }
        }
        return weights(model);
    }

    static List<Tensor> weights(Model model) {
        return model.variables().stream()
                .map(Variable::value)
                .map(t -> Tensor.of(t.toArray().clone(), t.shape().toArray()))
                .toList();
    }

    private int batch() {
        return tree.get("batch_size").asInt();
    }

    private static Map<Integer, Double> classWeights(JsonNode node) {
        Map<Integer, Double> weights = new LinkedHashMap<>();
        node.fields()
                .forEachRemaining(each -> weights.put(
                        Integer.valueOf(each.getKey()), each.getValue().asDouble()));
        return weights;
    }

    private static Map<String, List<Double>> listed(Evaluation evaluation) {
        Map<String, List<Double>> listed = new TreeMap<>();
        evaluation.metrics().forEach((key, value) -> listed.put(key, List.of(value)));
        return listed;
    }

    private static List<Tensor> tensors(JsonNode node) {
        List<Tensor> tensors = new ArrayList<>();
        node.forEach(each -> tensors.add(Golden.tensor(each)));
        return tensors;
    }

    private static List<Tensor> repeated(JsonNode node, int times) {
        List<Tensor> all = new ArrayList<>();
        for (Tensor tensor : tensors(node)) {
            int[] shape = tensor.shape().toArray();
            shape[0] *= times;
            Tensor repeated = Tensor.zeros(shape);
            float[] values = tensor.toArray();
            for (int t = 0; t < times; t++) {
                System.arraycopy(values, 0, repeated.data(), t * values.length, values.length);
            }
            all.add(repeated);
        }
        return all;
    }
}
