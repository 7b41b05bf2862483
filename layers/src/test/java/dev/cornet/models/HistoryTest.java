package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.layers.Dense;
import dev.cornet.tensor.Tensor;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A history may be read at any time, also while fit adds to it. */
class HistoryTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);

    private static Sequential model() {
        Sequential model = new Sequential(new Dense(1).inputShape(1));
        model.compile("sgd", "mse", "mae");
        return model;
    }

    private static Fit epochs(int epochs) {
        return new Fit().epochs(epochs).verbose(0).validationData(X, X);
    }

    @Test
    void laterEpochsDoNotChangeWhatWasRead() {
        History history = new History();
        history.add(0, Map.of("loss", 3.0));
        history.add(1, Map.of("loss", 2.0, "val_loss", 2.5));
        List<Integer> epochs = history.epochs();
        Map<String, List<Double>> metrics = history.metrics();
        Iterator<Integer> reader = epochs.iterator();
        for (int epoch = 2; epoch < 50; epoch++) {
            history.add(epoch, Map.of("loss", 1.0 / epoch, "auc", 0.5));
        }
        assertEquals(List.of(0, 1), epochs);
        assertEquals(0, reader.next());
        assertEquals(Map.of("loss", List.of(3.0, 2.0), "val_loss", List.of(2.5)), metrics);
        assertEquals(50, history.epochCount());
        assertEquals(48, history.metrics().get("auc").size());
        assertEquals(1.0 / 49, history.get("loss")[49]);
        assertThrows(IndexOutOfBoundsException.class, () -> epochs.get(2));
        assertThrows(UnsupportedOperationException.class, () -> epochs.add(2));
        assertThrows(UnsupportedOperationException.class, metrics::clear);
    }

    @Test
    void aRefusedEpochAddsNothing() {
        History history = new History();
        Map<String, Double> logs = new HashMap<>(Map.of("loss", 1.0));
        logs.put("mine", null);
        assertThrows(RuntimeException.class, () -> history.add(0, logs));
        assertEquals(0, history.epochCount());
        assertEquals(Map.of(), history.metrics());
    }

    @Test
    void anotherThreadReadsWholeEpochs() {
        Sequential model = model();
        model.fit(X, X, epochs(1));
        CompletableFuture<History> training = CompletableFuture.supplyAsync(() -> model.fit(X, X, epochs(1500)));
        while (!training.isDone()) {
            History history = model.history();
            Map<String, List<Double>> metrics = history.metrics();
            int count = metrics.getOrDefault("loss", List.of()).size();
            for (List<Double> values : metrics.values()) {
                assertEquals(count, values.size());
                assertTrue(values.stream().allMatch(value -> value >= 0));
            }
            int epochs = 0;
            for (int epoch : history.epochs()) {
                assertEquals(epochs++, epoch);
            }
            assertTrue(epochs >= count);
            assertTrue(epochs == 0 || history.get("val_mae").length >= epochs);
        }
        assertEquals(1500, training.join().epochCount());
    }
}
