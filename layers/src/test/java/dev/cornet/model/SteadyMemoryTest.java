package dev.cornet.model;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import dev.cornet.backend.Backends;
import dev.cornet.backend.JavaBackend;
import dev.cornet.layer.Layer;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GRU;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A step of training takes its tensors from the step before: what it allocates is small objects. */
class SteadyMemoryTest {
    private static final int STEPS = 100;
    private static final long MOST = 64 * 1024;

    @Test
    void ofSequences() {
        requireSteady(
                new LSTM(24).returnSequences(true).inputShape(30, 16),
                new GRU(24).dropout(0.2),
                new Dense(3).activation("softmax"));
    }

    @Test
    void ofImages() {
        requireSteady(
                new Conv2D(8, 3).activation("relu").inputShape(16, 16, 3),
                new BatchNormalization(),
                new MaxPooling2D(2),
                new Conv2D(16, 3).activation("relu"),
                new Flatten(),
                new Dropout(0.5),
                new Dense(3).activation("softmax"));
    }

    @Test
    void ofDenseLayers() {
        requireSteady(dense());
    }

    @Test
    void withinFit() {
        requireSteadyFit(dense());
    }

    private static Layer[] dense() {
        return new Layer[] {
            new Dense(64).activation("relu").inputShape(784),
            new Dense(64).activation("relu"),
            new Dense(3).activation("softmax")
        };
    }

    private static void requireSteady(Layer... layers) {
        Sequential model = compiled(layers);
        Tensor x = samples(model, 32);
        Tensor y = classes(32);
        for (int step = 0; step < STEPS; step++) {
            model.trainOnBatch(x, y);
        }
        long before = allocated();
        for (int step = 0; step < STEPS; step++) {
            model.trainOnBatch(x, y);
        }
        long perStep = (allocated() - before) / STEPS;
        assertTrue(perStep < MOST, () -> perStep + " bytes in each step");
    }

    /** From the end of one step within an epoch to that of another, shuffling, metrics and callbacks included. */
    private static void requireSteadyFit(Layer... layers) {
        Sequential model = compiled(layers);
        int batch = 32;
        int rows = batch * (2 * STEPS + 1);
        long[] before = {0};
        Callback counts = new Callback() {
            @Override
            public void onTrainBatchEnd(int step, Map<String, Double> logs) {
                if (step == STEPS) {
                    before[0] = allocated();
                } else if (step == 2 * STEPS) {
                    before[0] = allocated() - before[0];
                }
            }
        };
        model.fit(
                samples(model, rows),
                classes(rows),
                new Fit().batchSize(batch).epochs(1).verbose(0).callbacks(counts));
        assertTrue(before[0] > 0 && before[0] / STEPS < MOST, () -> before[0] / STEPS + " bytes in each step of fit");
    }

    private static Sequential compiled(Layer... layers) {
        assumeFalse(Backends.current() instanceof JavaBackend, "plain Java allocates as it likes");
        Sequential model = new Sequential();
        for (Layer layer : layers) {
            model.add(layer);
        }
        model.compile("adam", "categorical_crossentropy", "accuracy");
        return model;
    }

    private static Tensor samples(Model model, int rows) {
        Tensor x = Tensor.zeros(model.inputs().get(0).shape().prepend(rows));
        Random random = new Random(1);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = random.nextFloat();
        }
        return x;
    }

    private static Tensor classes(int rows) {
        Tensor y = Tensor.zeros(rows, 3);
        for (int row = 0; row < rows; row++) {
            y.set(1, row, row % 3);
        }
        return y;
    }

    /** What this thread and the pool's have allocated so far. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t == Thread.currentThread() || t.getName().startsWith("cornet-"))
                .mapToLong(t -> threads.getThreadAllocatedBytes(t.getId()))
                .sum();
    }
}
