package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import dev.cornet.backend.Backends;
import dev.cornet.backend.JavaBackend;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GRU;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A training step reuses the tensors of the previous step and allocates only small objects. */
class TrainingMemoryTest {
    private static final int STEPS = 100;
    private static final long MOST = 48 * 1024;

    @Test
    void ofSequences() {
        requireSteady(
                32,
                new Sequential(
                        new LSTM(24).returnSequences(true).inputShape(30, 16),
                        new GRU(24).dropout(0.2),
                        new Dense(3).activation("softmax")));
    }

    /** Keras' MNIST network, 128 images in 16 slices. */
    @Test
    void ofImages() {
        requireSteady(
                128,
                new Sequential(
                        new Conv2D(32, 3).activation("relu").inputShape(28, 28, 1),
                        new MaxPooling2D(2),
                        new Conv2D(64, 3).activation("relu"),
                        new MaxPooling2D(2),
                        new Flatten(),
                        new Dropout(0.5),
                        new Dense(3).activation("softmax")));
    }

    @Test
    void ofLeNet() {
        requireSteady(
                32,
                new Sequential(
                        new Conv2D(6, 5).padding("same").activation("relu").inputShape(28, 28, 1),
                        new MaxPooling2D(2),
                        new Conv2D(6, 5).activation("relu"),
                        new MaxPooling2D(2),
                        new Flatten(),
                        new Dense(120).activation("relu"),
                        new Dense(3).activation("softmax")));
    }

    @Test
    void ofNormalizedImages() {
        requireSteady(
                32,
                new Sequential(
                        new Conv2D(8, 3).useBias(false).inputShape(16, 16, 3),
                        new BatchNormalization(),
                        new Activation("relu"),
                        new MaxPooling2D(2),
                        new Conv2D(16, 3),
                        new BatchNormalization(),
                        new Activation("relu"),
                        new Flatten(),
                        new Dropout(0.5),
                        new Dense(3).activation("softmax")));
    }

    @Test
    void ofResidualBlocks() {
        Symbol in = Input.of(16, 16, 3);
        Symbol trunk = in.then(new Conv2D(16, 3).padding("same").activation("relu"));
        Symbol branch = trunk.then(new Conv2D(16, 3).padding("same"))
                .then(new BatchNormalization())
                .then(new Activation("relu"))
                .then(new Conv2D(16, 3).padding("same"));
        Symbol sum = new Add().of(trunk, branch).then(new Activation("relu"));
        Symbol pooled = sum.then(new Conv2D(32, 1)).then(new GlobalAveragePooling2D());
        requireSteady(32, new Model(in, pooled.then(new Dense(3).activation("softmax"))));
    }

    @Test
    void ofDenseLayers() {
        requireSteady(32, new Sequential(dense()));
    }

    @Test
    void ofFit() {
        requireSteadyFit(new Sequential(dense()));
    }

    private static Layer[] dense() {
        return new Layer[] {
            new Dense(64).activation("relu").inputShape(784),
            new Dense(64).activation("relu"),
            new Dense(3).activation("softmax")
        };
    }

    private static void requireSteady(int batch, Model model) {
        compile(model);
        Tensor x = samples(model, batch);
        Tensor y = classes(batch);
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

    /**
     * Measures allocations from the end of one step to the end of a later step in the same epoch, with shuffling, metrics and callbacks.
     */
    private static void requireSteadyFit(Model model) {
        compile(model);
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

    private static void compile(Model model) {
        assumeFalse(Backends.current() instanceof JavaBackend, "the Java backend allocates in each step");
        model.compile("adam", "categorical_crossentropy", "accuracy");
    }

    private static Tensor samples(Model model, int rows) {
        Tensor x = Tensor.zeros(model.inputs().get(0).shape().with(0, rows));
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

    /** The number of bytes that this thread and the worker threads have allocated so far. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t == Thread.currentThread() || t.getName().startsWith("cornet-"))
                .mapToLong(t -> threads.getThreadAllocatedBytes(t.getId()))
                .sum();
    }
}
