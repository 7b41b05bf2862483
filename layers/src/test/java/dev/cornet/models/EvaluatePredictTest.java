package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** evaluate, predict and the methods for one batch, with each of their options, against Keras; and the calls that they refuse. */
class EvaluatePredictTest {
    private static final double TOLERANCE = 2e-5;

    @ParameterizedTest
    @ValueSource(strings = {"one_output", "two_outputs"})
    void agreesCallByCall(String name) {
        Golden golden = Golden.read("rounds", name);
        KerasRun run = new KerasRun(golden);
        for (JsonNode call : golden.get("calls")) {
            String where = call.get("call").asText() + call.get("options");
            JsonNode options = call.get("options");
            List<Tensor> x = first(options, golden.tensors("x"));
            if (call.has("outputs")) {
                List<Tensor> ys = predict(run.model(), call.get("call").asText(), options, x);
                for (int o = 0; o < ys.size(); o++) {
                    run.requireClose(where, Golden.tensor(call.get("outputs").get(o)), ys.get(o), TOLERANCE);
                }
                continue;
            }
            boolean weighted = options.has("sample_weight");
            Batch batch = new Batch(
                    x,
                    first(options, golden.tensors("y")),
                    weighted ? first(options, golden.tensors("sample_weight")) : List.of());
            Evaluation evaluation = evaluate(run.model(), call.get("call").asText(), options, batch);
            run.requireValues(where, call.get("dict"), evaluation.metrics(), TOLERANCE);
            double[] list = evaluation.toArray();
            assertEquals(call.get("list").size(), list.length, where);
            for (int i = 0; i < list.length; i++) {
                run.requireClose(where + " " + i, call.get("list").get(i).asDouble(), list[i], TOLERANCE);
            }
        }
        run.requireWeights(TOLERANCE);
    }

    private static List<Tensor> first(JsonNode options, List<Tensor> all) {
        return options.has("rows")
                ? all.stream().map(t -> t.rows(0, options.get("rows").asInt())).toList()
                : all;
    }

    private static List<Tensor> predict(Model model, String call, JsonNode options, List<Tensor> x) {
        return call.equals("predict") ? model.predict(x, withOptions(new Predict(), options)) : model.predictOnBatch(x);
    }

    private static Evaluation evaluate(Model model, String call, JsonNode options, Batch batch) {
        return switch (call) {
            case "evaluate" ->
                model.evaluate(
                        batch.inputs(),
                        batch.targets(),
                        withOptions(new Evaluate().sampleWeight(batch.weights()), options));
            case "test_on_batch" -> model.testOnBatch(batch);
            default ->
                options.has("class_weight")
                        ? model.trainOnBatch(batch, KerasTrainingTest.classWeights(options.get("class_weight")))
                        : model.trainOnBatch(batch);
        };
    }

    private static <R extends RunOptions<R>> R withOptions(R run, JsonNode options) {
        if (options.has("batch_size")) {
            run.batchSize(options.get("batch_size").asInt());
        }
        if (options.has("steps")) {
            run.steps(options.get("steps").asInt());
        }
        return run;
    }

    private static Tensor ramp(int... dims) {
        Tensor x = Tensor.zeros(dims);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = i % 7 / 7f;
        }
        return x;
    }

    private static Model model() {
        Sequential model = new Sequential(new Dense(2).inputShape(3));
        model.compile("sgd", "mse", "mae");
        return model;
    }

    @Test
    void aSourceOfBatchesGivesTheSameResultsAsArrays() {
        Model model = model();
        Tensor x = ramp(10, 3);
        Tensor y = ramp(10, 2);
        Tensor w = ramp(10);
        Batches source = Batches.of(List.of(x), List.of(y), List.of(w), 4, false, 0);
        Evaluate options = new Evaluate().batchSize(4);
        assertEquals(
                model.evaluate(x, y, options.sampleWeight(w)).metrics(),
                model.evaluate(source).metrics());
        assertArrayEquals(model.predict(x, 4).toArray(), model.predict(source).toArray());
        assertArrayEquals(
                model.predict(x.rows(0, 8), 4).toArray(),
                model.predict(source, new Predict().steps(2)).toArray());
        Batches endless = epoch -> Stream.generate(() -> Batch.of(x, y)).iterator();
        assertEquals(
                model.evaluate(x, y).loss(),
                model.evaluate(endless, new Evaluate().steps(3)).loss(),
                1e-6);
        assertEquals(30, model.predict(endless, new Predict().steps(3)).shape().dim(0));
    }

    @Test
    void aModelWithoutInputShapeIsBuiltFromASource() {
        Batches source = Batches.of(2, i -> Batch.of(ramp(4, 3), ramp(4, 2)));
        Sequential model = new Sequential(new Dense(2));
        assertEquals(8, model.predict(source).shape().dim(0));
        Sequential trained = new Sequential(new Dense(2));
        trained.compile("sgd", "mse");
        assertEquals(1, trained.fit(source, new Fit().verbose(0)).epochCount());
    }

    @Test
    void callbacksAreCalledAtEveryHook() {
        List<String> calls = new ArrayList<>();
        Callback spy = new Callback() {
            @Override
            public void onTestBegin(Map<String, Double> logs) {
                calls.add("test " + params() + (model() != null));
            }

            @Override
            public void onTestBatchEnd(int batch, Map<String, Double> logs) {
                calls.add(batch + " " + new TreeMap<>(logs).keySet());
            }

            @Override
            public void onTestEnd(Map<String, Double> logs) {
                calls.add("end " + logs.keySet());
            }

            @Override
            public void onPredictBegin(Map<String, Double> logs) {
                calls.add("predict " + params());
            }

            @Override
            public void onPredictBatchBegin(int batch, Map<String, Double> logs) {
                calls.add("begin " + batch);
            }

            @Override
            public void onPredictBatchEnd(int batch, Map<String, Double> logs) {
                calls.add("end " + batch);
            }

            @Override
            public void onPredictEnd(Map<String, Double> logs) {
                calls.add("end");
            }
        };
        Model model = model();
        model.evaluate(ramp(5, 3), ramp(5, 2), new Evaluate().batchSize(4).callbacks(spy));
        model.predict(ramp(5, 3), new Predict().batchSize(4).steps(1).callbacks(spy));
        assertEquals(
                List.of(
                        "test Params[epochs=1, steps=2, verbose=0]true",
                        "0 [loss, mae]",
                        "1 [loss, mae]",
                        "end [loss, mae]",
                        "predict Params[epochs=1, steps=1, verbose=0]",
                        "begin 0",
                        "end 0",
                        "end"),
                calls);
    }

    @Test
    void noSamplesGiveEmptyPredictionsAndNoEvaluation() {
        assertEquals("(0, 2)", model().predict(ramp(0, 3)).shape().toString());
        refuses(
                "evaluate: there are no samples. A source must give at least one batch, by a new iterator each time that epoch(…) is called.",
                () -> model().evaluate(ramp(0, 3), ramp(0, 2)),
                DataException.class);
    }

    private static void refuses(String message, Executable call, Class<? extends CornetException> type) {
        assertEquals(message, assertThrows(type, call).getMessage());
    }

    @Test
    void refusesOptionsThatDoNotFit() {
        Model model = model();
        Batches source = Batches.of(2, i -> Batch.of(ramp(4, 3), ramp(4, 2)));
        Batches unknown = epoch -> source.epoch(epoch);
        Class<OptionException> option = OptionException.class;
        refuses("evaluate: batchSize must be positive, got 0", () -> new Evaluate().batchSize(0), option);
        refuses("predict: verbose must be 0, 1 or 2, got 3", () -> new Predict().verbose(3), option);
        refuses("predict: steps must be positive, got 0", () -> new Predict().steps(0), option);
        refuses(
                "predict: batchSize is for arrays; a source of batches decides it itself.",
                () -> model.predict(source, new Predict().batchSize(4)),
                option);
        refuses(
                "evaluate: sampleWeight is for arrays; a source of batches brings its own.",
                () -> model.evaluate(source, new Evaluate().sampleWeight(ramp(8))),
                option);
        refuses(
                "evaluate: the source does not tell how many batches it has; give steps(…).",
                () -> model.evaluate(unknown),
                option);
        refuses(
                "the first axis counts the samples and must agree: input 0 has 4, but sample weight 0 has shape (3).",
                () -> model.evaluate(ramp(4, 3), ramp(4, 2), new Evaluate().sampleWeight(ramp(3))),
                ShapeException.class);
        Sequential fresh = new Sequential(new Dense(2).inputShape(3));
        refuses(
                LayerAccess.describe(fresh)
                        + ": call compile(optimizer, loss, metrics…) before training or evaluating.",
                () -> fresh.evaluate(ramp(4, 3), ramp(4, 2)),
                CornetException.class);
    }

    @Test
    void predictOfOneTensorNeedsAModelOfOneOutput() {
        Symbol in = Input.of(3);
        Model twins = new Model(List.of(in), List.of(in.then(new Dense(1)), in.then(new Dense(2))));
        refuses(
                LayerAccess.describe(twins)
                        + ": the model has 2 outputs; ask for all of them by predict(List.of(x), …) or"
                        + " predictAll(batches, …).",
                () -> twins.predict(ramp(4, 3)),
                CornetException.class);
        assertEquals(2, twins.predictOnBatch(List.of(ramp(4, 3))).get(1).shape().last());
    }
}
