package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.backend.WorkerPool;
import dev.cornet.constraints.Constraint;
import dev.cornet.data.Batch;
import dev.cornet.exceptions.CornetException;
import dev.cornet.initializers.Zeros;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes of weights by other threads wait while a batch is being computed. Changes by layers during a batch are applied as a whole after
 * it, or refused.
 */
final class ConcurrentWeightChangesTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
    private static final Tensor Y = Tensor.of(new float[] {2, 3, 5, 9}, 4, 1);

    @TempDir
    Path folder;

    /** A layer that runs a given task during its next forward. */
    private static final class Pausing extends UnaryLayer<Pausing> {
        @Nullable
        Runnable task;

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Runnable next = task;
            task = null;
            if (next != null) {
                next.run();
            }
            return new Output(x, (dy, grads) -> dy);
        }
    }

    private final Pausing pausing = new Pausing();
    private final Dense first = new Dense(3).inputShape(1);
    private final Sequential model = model();

    private Sequential model() {
        Cornet.setSeed(3);
        Sequential model = new Sequential(first, pausing, new Dense(1));
        model.compile(new SGD(0.01).momentum(0.9), "mse");
        return model;
    }

    /**
     * Starts {@code change} in another thread during {@code batch}; asserts that it waits, with {@code unchanged} true until the batch
     * ends.
     */
    private void assertWaits(Runnable batch, Callable<?> change, BooleanSupplier unchanged) throws Exception {
        FutureTask<Object> changing = new FutureTask<>(change::call);
        Thread other = new Thread(changing);
        boolean[] waited = {false};
        pausing.task = () -> {
            other.start();
            while (other.getState() != Thread.State.WAITING && !changing.isDone()) {
                Thread.onSpinWait();
            }
            waited[0] = !changing.isDone() && unchanged.getAsBoolean();
        };
        batch.run();
        changing.get();
        assertTrue(waited[0], "changed during a batch");
    }

    private void step() {
        model.trainOnBatch(X, Y);
    }

    @Test
    void changesByOtherThreadsWait() throws Exception {
        Variable kernel = first.variables().get(0);
        for (Runnable batch : List.<Runnable>of(this::step, () -> model.predict(X), () -> model.evaluate(X, Y))) {
            assertWaits(batch, () -> first.trainable(false), first::trainable);
            assertWaits(batch, () -> model.trainable(true), () -> !first.trainable());
            Callable<?> assigns = () -> {
                kernel.assign(Tensor.zeros(1, 3));
                return null;
            };
            assertWaits(batch, assigns, () -> kernel.value().get(0, 0) != 0);
            assertArrayEquals(new float[3], first.getWeights().get(0).toArray());
            step();
        }
    }

    @Test
    void resumingATrainingWaits() throws Exception {
        String file = folder.resolve("m.cornet").toString();
        model.save(file);
        float saved = first.getWeights().get(0).get(0, 0);
        step();
        Variable kernel = first.variables().get(0);
        Callable<?> resumes =
                () -> model.fit(X, Y, new Fit().epochs(0).resume(file).verbose(0));
        assertWaits(() -> model.predict(X), resumes, () -> kernel.value().get(0, 0) != saved);
        assertEquals(saved, first.getWeights().get(0).get(0, 0));
    }

    @Test
    void copiesOfWeightsAreThoseBetweenTwoSteps() throws Exception {
        assertWaits(this::step, model::getWeights, () -> true);
        assertWaits(this::step, first::getWeights, () -> true);
    }

    /** Code that runs within a batch cannot wait for the end of that batch. */
    @Test
    void layersMayNotChangeWeightsWhileTheyRun() {
        Variable kernel = first.variables().get(0);
        for (Runnable change : List.<Runnable>of(
                () -> kernel.assign(Tensor.zeros(1, 3)),
                () -> first.trainable(false),
                () -> first.setWeights(first.getWeights()),
                this::step)) {
            pausing.task = change;
            String message =
                    assertThrows(CornetException.class, () -> model.predict(X)).getMessage();
            assertTrue(String.valueOf(message).contains("cannot be changed"), message);
            pausing.task = () -> WorkerPool.shared().run(2, t -> change.run());
            assertThrows(CornetException.class, () -> model.predict(X));
        }
        assertTrue(first.trainable());
    }

    /** A layer that counts its batches, as a layer of Keras may in {@code call}. */
    private static final class Counting extends UnaryLayer<Counting> {
        @Nullable
        private Variable count;

        @Override
        protected void build(Shape in) {
            count = nonTrainableWeight("count", Shape.of(1), new Zeros());
        }

        @Override
        protected RowUse rowUse(boolean training) {
            return RowUse.MIXES;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Variable counted = Objects.requireNonNull(count);
            pass.assignAfterStep(counted, Tensor.of(new float[] {counted.value().get(0) + 1}, 1));
            return new Output(x, (dy, grads) -> dy);
        }
    }

    @Test
    void statesChangedByPredictionsCountEveryBatch() throws Exception {
        Counting counting = new Counting();
        Sequential counted = new Sequential(new Dense(1).inputShape(1), counting);
        counted.compile(new SGD(0.01), "mse");
        SimultaneousThreads.run(4, () -> {
            for (int i = 0; i < 500; i++) {
                counted.predict(X, 2);
                counted.evaluate(X, Y, 4);
            }
            return null;
        });
        assertEquals(4 * 500 * 3, counting.getWeights().get(0).get(0));
        counted.fit(X, Y, new Fit().batchSize(1).verbose(0));
        assertEquals(4 * 500 * 3 + 4, counting.getWeights().get(0).get(0));
    }

    /** The state of an optimizer is created at first access, possibly by several threads at once that save the model. */
    @Test
    void severalThreadsAskForTheStateOfAFreshOptimizer() throws Exception {
        Dense[] many = new Dense[40];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Dense(1).inputShape(1);
        }
        Sequential wide = new Sequential(many);
        for (int n = 0; n < 100; n++) {
            Adam adam = new Adam();
            wide.compile(adam, "mse");
            List<Map<String, Tensor>> states = SimultaneousThreads.run(
                    4, () -> adam.state(wide.runtime().plan().trainable()));
            for (Map<String, Tensor> state : states) {
                assertEquals(1 + 4 * many.length, state.size());
                state.forEach((name, value) -> assertTrue(
                        name.equals("iterations")
                                || value.data()
                                        == Objects.requireNonNull(states.get(0).get(name))
                                                .data(),
                        name));
            }
        }
    }

    /**
     * As in Keras: several models may share an optimizer if it already has slots for all their weights. The two models here have no common
     * layer.
     */
    @Test
    void severalModelsStepByOneOptimizer() throws Exception {
        Symbol in = Input.of(1);
        Symbol left = in.then(new Dense(1).named("left"));
        Symbol right = in.then(new Dense(2).named("right"));
        SGD shared = new SGD(1e-4).momentum(0.9);
        List<Tensor> ys = List.of(Tensor.zeros(4, 1), Tensor.zeros(4, 2));
        Model both = new Model(List.of(in), List.of(left, right));
        both.compile(shared, "mse");
        both.trainOnBatch(new Batch(List.of(X), ys, List.of()));
        Model[] each = {new Model(in, left), new Model(in, right)};
        AtomicInteger next = new AtomicInteger();
        for (Model one : each) {
            one.compile(shared, "mse");
        }
        SimultaneousThreads.run(2, () -> {
            int mine = next.getAndIncrement();
            for (int i = 0; i < 20_000; i++) {
                each[mine].trainOnBatch(X, ys.get(mine));
            }
            return null;
        });
        assertEquals(1 + 2 * 20_000, shared.steps());
    }

    /** A checked exception that is not declared, as code in other JVM languages may throw it. */
    @Test
    void aCheckedExceptionLeavesTheStepUndone() {
        Sequential own = new Sequential(new Dense(2).inputShape(1).kernelConstraint(new Constraint() {
            @Override
            public void project(Tensor w) {
                w.data()[w.offset()] = 7;
                ConcurrentWeightChangesTest.<RuntimeException>raise(new IOException("gone"));
            }
        }));
        own.compile(new SGD(0.1).momentum(0.9), "mse");
        float[] before = own.getWeights().get(0).toArray();
        assertThrows(IOException.class, () -> own.trainOnBatch(X, Tensor.zeros(4, 2)));
        assertArrayEquals(before, own.getWeights().get(0).toArray());
        assertEquals(0, own.optimizer().steps());
    }

    @SuppressWarnings("unchecked") // throws a checked exception that is not declared
    private static <E extends Exception> void raise(Exception e) throws E {
        throw (E) e;
    }
}
