package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs of fit, without shuffling, give the history, weights and evaluation of Keras. */
class KerasHistoryTest {
    private static final double TOLERANCE = 2e-5; // rounding errors of about ten consecutive steps

    static Stream<Golden> cases() {
        return Stream.of("fit", "functional").flatMap(group -> Golden.cases("history", group).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesEpochByEpoch(Golden golden) {
        KerasRun run = new KerasRun(golden);
        List<Tensor> x = KerasRun.tensors(golden.get("x"));
        List<Tensor> y = KerasRun.tensors(golden.get("y"));
        History history = run.model().fit(x, y, options(golden));

        List<Integer> epochs = new ArrayList<>();
        golden.get("epochs").forEach(epoch -> epochs.add(epoch.asInt()));
        assertEquals(epochs, history.epochs());
        JsonNode expected = golden.get("history");
        List<String> names = new ArrayList<>();
        expected.fieldNames().forEachRemaining(names::add);
        assertEquals(names, List.copyOf(history.metrics().keySet()), golden.name());
        for (String name : names) {
            double[] actual = history.get(name);
            assertEquals(expected.get(name).size(), actual.length, golden.name() + " " + name);
            for (int e = 0; e < actual.length; e++) {
                run.requireClose(name + " " + e, expected.get(name).get(e).asDouble(), actual[e], TOLERANCE);
            }
        }
        run.requireWeights(TOLERANCE);

        JsonNode evaluation = golden.get("evaluate");
        Evaluation result = run.model()
                .evaluate(
                        KerasRun.tensors(evaluation.get("x")),
                        KerasRun.tensors(evaluation.get("y")),
                        new Evaluate()
                                .sampleWeight(KerasRun.tensors(evaluation.get("sample_weight")))
                                .batchSize(evaluation.get("batch_size").asInt()));
        run.requireValues("evaluate", evaluation.get("result"), result.metrics(), TOLERANCE);
    }

    private static Fit options(Golden golden) {
        JsonNode arguments = golden.get("fit");
        Fit fit = new Fit()
                .verbose(0)
                .shuffle(false)
                .epochs(arguments.get("epochs").asInt());
        arguments.fields().forEachRemaining(option -> {
            JsonNode value = option.getValue();
            switch (option.getKey()) {
                case "batch_size" -> fit.batchSize(value.isNull() ? 32 : value.asInt());
                case "class_weight" -> fit.classWeight(KerasTrainingTest.classWeights(value));
                case "validation_split" -> fit.validationSplit(value.asDouble());
                case "validation_freq" -> fit.validationFreq(value.asInt());
                case "validation_batch_size" -> fit.validationBatchSize(value.asInt());
                case "validation_steps" -> fit.validationSteps(value.asInt());
                case "initial_epoch" -> fit.initialEpoch(value.asInt());
                case "steps_per_epoch" -> fit.stepsPerEpoch(value.asInt());
                case "epochs" -> {}
                default -> throw new IllegalArgumentException(option.getKey());
            }
        });
        fit.sampleWeight(KerasRun.tensors(golden.get("sample_weight")));
        List<Tensor> validation = KerasRun.tensors(golden.get("validation_x"));
        if (!validation.isEmpty()) {
            fit.validationData(
                    validation,
                    KerasRun.tensors(golden.get("validation_y")),
                    KerasRun.tensors(golden.get("validation_sample_weight")));
        }
        return fit;
    }
}
