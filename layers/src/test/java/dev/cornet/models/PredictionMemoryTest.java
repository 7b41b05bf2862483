package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import dev.cornet.backend.Backends;
import dev.cornet.backend.JavaBackend;
import dev.cornet.layers.Dense;
import dev.cornet.tensor.Tensor;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Consecutive predictions reuse the same memory. */
class PredictionMemoryTest {
    /**
     * Layers with large weights run on the whole batch, layers with small weights on slices of it. Here both kinds alternate, and the
     * output of the first layer is the largest.
     */
    @Test
    void largeLayersBeforeAndAfterSmallOnesReuseTheirMemory() {
        assumeFalse(Backends.current() instanceof JavaBackend, "the Java backend allocates in each step");
        Sequential model = new Sequential(
                new Dense(4_096).activation("relu").inputShape(64),
                new Dense(32).activation("relu"),
                new Dense(2_000).activation("relu"),
                new Dense(30).activation("relu"),
                new Dense(300).activation("relu"),
                new Dense(300).activation("relu"),
                new Dense(3).activation("softmax"));
        Tensor x = Tensor.of(new float[256 * 64], 256, 64);
        Predict whole = new Predict().batchSize(256);
        model.predict(x, whole);
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        model.predict(x, whole);
        model.predict(x, whole);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 1 << 20, () -> allocated + " bytes"); // the first layer's outputs are 4 MB
    }
}
