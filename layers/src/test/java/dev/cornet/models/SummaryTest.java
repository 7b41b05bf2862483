package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tables are character for character those that Keras prints. */
class SummaryTest {
    private static Map<String, Summary> forms(String model) {
        Map<String, Summary> forms = new LinkedHashMap<>();
        forms.put("summary", new Summary());
        forms.put("show_trainable.summary", new Summary().showTrainable(true));
        forms.put("expand_nested.summary", new Summary().expandNested(true));
        forms.put(
                "expand_nested.show_trainable.summary",
                new Summary().expandNested(true).showTrainable(true));
        forms.put("width60.summary", new Summary().lineLength(60));
        boolean mlp = model.endsWith("mlp");
        forms.put(
                "positions.summary",
                mlp
                        ? new Summary().positions(.6, .8, 1).showTrainable(true)
                        : new Summary().positions(.25, .4, .5, 1).lineLength(97));
        forms.put(
                "layer_range.summary",
                mlp ? new Summary().layerRange("dropout", "re_lu") : new Summary().layerRange("su", "jo"));
        forms.put("layer_range_turned.summary", new Summary().layerRange("re", "dro"));
        return forms;
    }

    @TestFactory
    List<DynamicTest> agreesWithKeras() {
        List<DynamicTest> tests = new ArrayList<>();
        Stream.of("Sequential", "Functional", "nested")
                .flatMap(group -> Golden.cases("json", group).stream())
                .filter(golden -> !golden.name()
                        .matches(".*/(operators|free_size)")) // these contain operations that are not layers
                .forEach(golden -> forms(golden.name()).forEach((form, options) -> {
                    String expected = text(golden.name() + "." + form);
                    if (!expected.isEmpty()) {
                        Model model = Model.fromJson(golden.get("json").asText());
                        tests.add(DynamicTest.dynamicTest(
                                golden.name() + " " + form,
                                () -> assertEquals(weightsAlone(expected, model), model.summaryText(options))));
                    }
                }));
        assertEquals(44, tests.size());
        return tests;
    }

    /** Keras' text without the optimizer's state, which Keras counts among the parameters of a trained model, and Cornet does not. */
    private static String weightsAlone(String keras, Model model) {
        int line = keras.indexOf(" Optimizer params");
        if (line < 0) {
            return keras;
        }
        assertTrue(model.name().equals("fitted"), keras);
        return keras.substring(0, line).replace("Total params: 80 (324.00 B)", "Total params: 26 (104.00 B)");
    }

    private static String text(String name) {
        try (InputStream in = SummaryTest.class.getResourceAsStream("/golden/" + name + ".txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String refusal(Summary options) {
        Sequential model = new Sequential(new Dense(2).inputShape(3).named("a"), new Dense(1).named("b"));
        return assertThrows(OptionException.class, () -> model.summaryText(options))
                .getMessage();
    }

    @Test
    void controlCharactersInNamesAreEscaped() {
        String json = new Sequential(new Dense(1).named("red").inputShape(1))
                .named("model")
                .toJson()
                .replace("red", "\\u001b[31mred")
                .replace("\"model\"", "\"\\u0007model\"");
        String summary = Model.fromJson(json).summaryText(new Summary());
        assertTrue(summary.contains("\\u001b[31mred (Dense)"), summary);
        assertTrue(summary.contains("Model: \"\\u0007model\""), summary);
        assertTrue(summary.chars().noneMatch(c -> c != '\n' && Character.isISOControl(c)), summary);
    }

    @Test
    void refusesInvalidOptions() {
        assertEquals(
                "summary: a line of 12 characters has no room for its columns; give a larger lineLength.",
                refusal(new Summary().lineLength(12)));
        assertEquals(
                "summary: the table has 3 columns, but there are 2 positions [0.5, 1.0].",
                refusal(new Summary().positions(.5, 1)));
        assertEquals(
                "summary: no layer's name begins as \"c\"; the layers are a, b",
                refusal(new Summary().layerRange("a", "c")));
    }

    @Test
    void operationsThatAreNotLayersAreRefusedByName() {
        Golden golden = Golden.read("json", "operators");
        String message = assertThrows(
                        CornetException.class,
                        () -> Model.fromJson(golden.get("json").asText()))
                .getMessage();
        assertTrue(message.contains("is the bare operation Multiply of keras.ops, called with "), message);
    }

    /** As in Keras, layers without a name are numbered even if the model is not built. */
    @Test
    void layersOfAnUnbuiltModelAreNumberedToo() {
        Sequential model = new Sequential(new Dense(3), new Dense(2), new Dense(1).named("dense_1"));
        String table = model.summaryText(new Summary());
        assertTrue(table.contains(" dense (Dense) "), table);
        assertTrue(table.contains(" dense_2 (Dense) "), table);
        assertTrue(table.contains(" dense_1 (Dense) "), table);
    }
}
