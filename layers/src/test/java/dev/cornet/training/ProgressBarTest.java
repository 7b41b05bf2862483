package dev.cornet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.console.Console;
import dev.cornet.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The progress bar prints the same text as Keras' at the same times. */
class ProgressBarTest {
    private final PrintStream consoleBefore = Console.stream();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long now;

    private void print(boolean terminal, boolean colours) {
        Console.set(new PrintStream(written, true, StandardCharsets.UTF_8), terminal);
        Console.colours(colours);
    }

    private String written() {
        String text = written.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        written.reset();
        return text;
    }

    @AfterEach
    void restore() {
        Console.set(consoleBefore, false);
        Console.colours(false);
    }

    static List<Golden> bars() {
        return Golden.cases("progress", "bar");
    }

    private ProgressBar progress(Golden golden) {
        now = 0;
        return new ProgressBar(
                golden.get("target").asInt(-1), golden.get("verbose").asInt(), () -> now);
    }

    private void play(ProgressBar progress, JsonNode update) {
        now = Math.round(update.get("seconds").asDouble() * 1e9);
        Map<String, Double> logs = new LinkedHashMap<>();
        update.get("logs")
                .fields()
                .forEachRemaining(entry ->
                        logs.put(entry.getKey(), Double.valueOf(entry.getValue().asText())));
        int step = update.get("step").asInt();
        if (update.get("last").asBoolean()) {
            progress.finish(step, logs);
        } else {
            progress.update(step, logs);
        }
    }

    @ParameterizedTest
    @MethodSource("bars")
    void redrawsTheLineAsKeras(Golden golden) {
        print(true, true);
        ProgressBar progress = progress(golden);
        for (JsonNode update : golden.get("updates")) {
            play(progress, update);
            assertEquals(update.get("text").asText(), written(), golden.name() + " step " + update.get("step"));
        }
    }

    @ParameterizedTest
    @MethodSource("bars")
    void writesPlainLinesWithoutATerminal(Golden golden) {
        print(false, true);
        ProgressBar progress = progress(golden);
        String last = "";
        for (JsonNode update : golden.get("updates")) {
            play(progress, update);
            last = update.get("text").asText();
        }
        String plain = last.replaceAll("\u001b\\[\\d+m|\r", "").replaceAll(" +\n", "\n");
        String[] lines = written().split("(?<=\n)");
        assertEquals(plain, lines[lines.length - 1]);
        long minutes = now / 60_000_000_000L;
        assertTrue(lines.length <= 1 + minutes, () -> lines.length + " lines in " + minutes + " minutes");
    }

    @Test
    void writesALineEachMinuteWithoutATerminal() {
        print(false, false);
        now = 0;
        ProgressBar progress = new ProgressBar(1000, 1, () -> now);
        for (int step = 1; step <= 300; step++) {
            now += 400_000_000L;
            progress.update(step, Map.of("loss", 0.5));
        }
        assertEquals(
                " 150/1000 ━━━───────────────── 5:40 400ms/step - loss: 0.5000\n"
                        + " 300/1000 ━━━━━━────────────── 4:40 400ms/step - loss: 0.5000\n",
                written());
    }

    @Test
    void showsProgressWithoutColoursToo() {
        print(true, false);
        now = 0;
        ProgressBar progress = new ProgressBar(4, 1, () -> now);
        now = 1_000_000_000L;
        progress.update(1, Map.of());
        assertEquals("\r1/4 ━━━━━─────────────── 3s 1s/step", written());
    }

    @Test
    void messagesAreWrittenBelowAnUnfinishedLine() {
        print(true, false);
        now = 0;
        ProgressBar progress = new ProgressBar(2, 1, () -> now);
        now = 1_000_000_000L;
        progress.update(1, Map.of());
        Console.println("Epoch 1: improved");
        progress.finish(2, Map.of());
        Console.println("done");
        assertEquals(
                "\r1/2 ━━━━━━━━━━────────── 1s 1s/step\nEpoch 1: improved\n"
                        + "\r2/2 ━━━━━━━━━━━━━━━━━━━━ 1s 0s/step\ndone\n",
                written());
    }
}
