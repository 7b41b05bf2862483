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

    private static void requireSteady(Layer... layers) {
        assumeFalse(Backends.current() instanceof JavaBackend, "plain Java allocates as it likes");
        Sequential model = new Sequential();
        for (Layer layer : layers) {
            model.add(layer);
        }
        model.compile("adam", "categorical_crossentropy");
        Tensor x = Tensor.zeros(model.inputs().get(0).shape().prepend(32));
        Random random = new Random(1);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = random.nextFloat();
        }
        Tensor y = Tensor.zeros(32, 3);
        for (int row = 0; row < 32; row++) {
            y.set(1, row, row % 3);
        }
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

    /** What this thread and the pool's have allocated so far. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t == Thread.currentThread() || t.getName().startsWith("cornet-"))
                .mapToLong(t -> threads.getThreadAllocatedBytes(t.getId()))
                .sum();
    }
}
