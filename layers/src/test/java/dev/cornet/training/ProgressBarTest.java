package dev.cornet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.console.Console;
import dev.cornet.testing.Golden;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The progress bar prints the same text as Keras' at the same times. */
class ProgressBarTest {
    @AutoClose
    private final WrittenText written = new WrittenText();

    private long now;

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
        written.collect(true, true);
        ProgressBar progress = progress(golden);
        for (JsonNode update : golden.get("updates")) {
            play(progress, update);
            assertEquals(update.get("text").asText(), written.next(), golden.name() + " step " + update.get("step"));
        }
    }

    @ParameterizedTest
    @MethodSource("bars")
    void writesPlainLinesWithoutATerminal(Golden golden) {
        written.collect(false, true);
        ProgressBar progress = progress(golden);
        String last = "";
        for (JsonNode update : golden.get("updates")) {
            play(progress, update);
            last = update.get("text").asText();
        }
        String plain = last.replaceAll("\u001b\\[\\d+m|\r", "").replaceAll(" +\n", "\n");
        String[] lines = written.next().split("(?<=\n)");
        assertEquals(plain, lines[lines.length - 1]);
        long minutes = now / 60_000_000_000L;
        assertTrue(lines.length <= 1 + minutes, () -> lines.length + " lines in " + minutes + " minutes");
    }

    @Test
    void writesALineEachMinuteWithoutATerminal() {
        written.collect(false, false);
        now = 0;
        ProgressBar progress = new ProgressBar(1000, 1, () -> now);
        for (int step = 1; step <= 300; step++) {
            now += 400_000_000L;
            progress.update(step, Map.of("loss", 0.5));
        }
        assertEquals(
                " 150/1000 ━━━───────────────── 5:40 400ms/step - loss: 0.5000\n"
                        + " 300/1000 ━━━━━━────────────── 4:40 400ms/step - loss: 0.5000\n",
                written.next());
    }

    @Test
    void showsProgressWithoutColoursToo() {
        written.collect(true, false);
        now = 0;
        ProgressBar progress = new ProgressBar(4, 1, () -> now);
        now = 1_000_000_000L;
        progress.update(1, Map.of());
        assertEquals("\r1/4 ━━━━━─────────────── 3s 1s/step", written.next());
    }

    @Test
    void messagesAreWrittenBelowAnUnfinishedLine() {
        written.collect(true, false);
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
                written.next());
    }
}
