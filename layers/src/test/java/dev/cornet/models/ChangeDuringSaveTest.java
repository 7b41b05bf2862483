package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.cornet.layers.Dense;
import dev.cornet.metrics.Direction;
import dev.cornet.metrics.MeanMetric;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changing a model while another thread saves it: the file holds the model before or after the change. */
class ChangeDuringSaveTest {
    private static final AtomicReference<Runnable> DURING_SAVE = new AtomicReference<>();

    @TempDir
    Path folder;

    /** Runs an action during a save: saving rebuilds the model with its metrics, after writing the tree and before the weights. */
    public static final class Observed extends MeanMetric<Observed> {
        @Override
        protected void values(Tensor target, Tensor prediction, double[] v) {}

        @Override
        public void check() {
            Runnable action = DURING_SAVE.getAndSet(null);
            if (action != null) {
                action.run();
            }
        }

        @Override
        public Direction direction() {
            return Direction.MAXIMIZE;
        }
    }

    interface Change {
        void on(Sequential model);
    }

    static Stream<Change> changes() {
        return Stream.of(
                model -> model.compile(new SGD(0.1), "mse"), model -> model.add(new Dense(3)), Sequential::pop);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void theFileHoldsTheModelBeforeTheChange(Change change) throws Exception {
        dev.cornet.Cornet.register(Observed.class);
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Sequential model = new Sequential(new Dense(2).inputShape(2), new Dense(2));
        model.compile(new Adam(0.1), "mse", new Observed());
        model.trainOnBatch(x, x);
        float[] before = model.predict(x).toArray();
        Thread other = new Thread(() -> change.on(model));
        DURING_SAVE.set(() -> {
            other.start();
            while (other.getState() != Thread.State.BLOCKED && other.isAlive()) {
                Thread.onSpinWait();
            }
        });
        String file = folder.resolve("m.cornet").toString();
        model.save(file);
        assertNull(DURING_SAVE.get(), "the change has been tried while the model was saved");
        other.join();
        Model read = Model.load(file);
        assertEquals("Adam", read.optimizer().getClass().getSimpleName());
        assertEquals(1, read.optimizer().iterations());
        assertArrayEquals(before, read.predict(x).toArray());
        read.trainOnBatch(x, x);
    }
}
