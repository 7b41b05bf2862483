package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import dev.cornet.training.WrittenText;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The functions fit, evaluate and predict print the same lines as Keras'. */
class ProgressLinesTest {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d{4}(e[+-]\\d+)?");

    @AutoClose
    private final WrittenText written = new WrittenText();

    private static String times(String text) {
        return text.replaceAll("\\d+s (- )?\\d+[mu]?s/step", "T $1T/step");
    }

    @Test
    void runsPrintTheLinesOfKeras() {
        written.collect(false, false);
        Golden golden = Golden.read("progress", "runs");
        Tensor x = golden.tensor("x");
        Tensor y = golden.tensor("y");
        for (JsonNode run : golden.get("runs")) {
            Model model = new KerasRun(golden).model();
            JsonNode options = run.get("options");
            int verbose = options.get("verbose").asInt();
            switch (run.get("call").asText()) {
                case "fit" -> model.fit(x, y, fit(options, x, y).verbose(verbose));
                case "evaluate" ->
                    model.evaluate(x, y, steps(new Evaluate(), options).verbose(verbose));
                default -> model.predict(x, steps(new Predict(), options).verbose(verbose));
            }
            assertLines(run.get("text").asText(), times(written.next()), run.toString());
        }
    }

    /** Asserts the same text, except that numbers may differ in the last digit. */
    private static void assertLines(String expected, String actual, String run) {
        assertEquals(
                NUMBER.matcher(expected).replaceAll("#"), NUMBER.matcher(actual).replaceAll("#"), run);
        Matcher expectedNumbers = NUMBER.matcher(expected);
        Matcher actualNumbers = NUMBER.matcher(actual);
        while (expectedNumbers.find() && actualNumbers.find()) {
            assertEquals(
                    Double.parseDouble(expectedNumbers.group()),
                    Double.parseDouble(actualNumbers.group()),
                    1.01e-4,
                    run);
        }
    }

    private static <R extends RunOptions<R>> R steps(R run, JsonNode options) {
        run.batchSize(8);
        return options.has("steps") ? run.steps(options.get("steps").asInt()) : run.steps(3);
    }

    private static Fit fit(JsonNode options, Tensor x, Tensor y) {
        Fit fit = new Fit()
                .batchSize(8)
                .shuffle(false)
                .epochs(options.get("epochs").asInt());
        if (options.has("validation")) {
            fit.validationData(x.rows(0, 9), y.rows(0, 9));
        }
        return options.has("rates") ? fit.callbacks(new Rates()) : fit;
    }

    private static final class Rates extends Callback {
        @Override
        public void onEpochEnd(int epoch, Map<String, Double> logs) {
            logs.put("learning_rate", 0.5);
        }
    }
}
