package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.BFGS;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An optimizer belongs to the first model trained with it. It refuses another model in the same cases as Keras 3.15. */
final class OptimizerOwnerTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
    private static final Tensor Y = Tensor.of(new float[] {2, 3, 5, 9}, 4, 1);

    private static Sequential model(Optimizer optimizer) {
        Sequential model = new Sequential(new Dense(1).kernelInitializer("ones").inputShape(1));
        model.compile(optimizer, "mse");
        return model;
    }

    private static History fit(Model model) {
        return model.fit(X, Y, new Fit().epochs(2).verbose(0));
    }

    private static void assertRefused(Model model) {
        for (Runnable train : new Runnable[] {() -> fit(model), () -> model.trainOnBatch(X, Y)}) {
            String message = assertThrows(OptionException.class, train::run).getMessage();
            assertTrue(
                    message.contains("another model")
                            && message.contains(LayerAccess.describe(model))
                            && message.contains("Make a new optimizer for each model"),
                    message);
        }
    }

    @Test
    void anotherModelIsRefused() {
        for (Supplier<Optimizer> optimizer :
                List.<Supplier<Optimizer>>of(() -> new Adam(0.1), () -> new SGD(0.01), BFGS::new)) {
            Optimizer shared = optimizer.get();
            Model first = model(shared);
            fit(first);
            long steps = shared.steps();
            Model second = model(shared); // compile and evaluate are allowed
            assertEquals(7.75, second.evaluate(X, Y).loss(), 1e-5); // (1 + 1 + 4 + 25) / 4
            assertRefused(second);
            assertEquals(steps, shared.steps());
            fit(first);
        }
    }

    @Test
    void theFirstTrainedModelIsTheOwner() {
        Adam shared = new Adam(0.1);
        Model first = model(shared);
        Model second = model(shared);
        fit(second);
        assertRefused(first);
    }

    /** As in Keras: a call that fails before the first step leaves the optimizer free. */
    @Test
    void aTrainingThatFailsBeforeItsFirstStepIsNotTheOwner() {
        Tensor invalid = Tensor.of(new float[] {Float.NaN, 2, 3, 4}, 4, 1);
        List<Consumer<Model>> failures = List.of(
                model -> model.fit(X, Y.rows(0, 3), new Fit().verbose(0)),
                model -> model.fit(invalid, Y, new Fit().verbose(0)),
                model -> model.trainOnBatch(Tensor.zeros(4, 2), Y),
                model -> model.trainOnBatch(invalid, Y),
                model -> model.trainOnBatch(X, Tensor.zeros(4, 3)));
        for (Consumer<Model> failure : failures) {
            Adam shared = new Adam(0.1);
            Model first = model(shared);
            assertThrows(CornetException.class, () -> failure.accept(first));
            Model second = model(shared);
            fit(second);
            assertEquals(2, shared.steps());
            assertRefused(first);
        }
    }

    @Test
    void aFirstStepThatFailsDoesNotMakeTheModelTheOwner() {
        Adam shared = new Adam(0.1);
        Sequential first = new Sequential(new Dense(1).inputShape(1).kernelConstraint(new Constraint() {
            @Override
            public void project(Tensor w) {
                throw new IllegalStateException("constraint");
            }
        }));
        first.compile(shared, "mse");
        assertThrows(IllegalStateException.class, () -> fit(first));
        Model second = model(shared);
        fit(second);
        assertRefused(model(shared));
        fit(second);
        assertEquals(4, shared.steps());
    }

    /** Two models begin to train at the same time: the first step decides. */
    @Test
    void oneOfTwoTrainingsThatBeginTogetherIsTheOwner() {
        Adam shared = new Adam(0.1);
        Model first = model(shared);
        Model second = model(shared);
        AtTrainBegin between = new AtTrainBegin(() -> fit(second));
        String message = assertThrows(
                        OptionException.class,
                        () -> first.fit(X, Y, new Fit().verbose(0).callbacks(between)))
                .getMessage();
        assertTrue(message.contains("belongs to another model, " + LayerAccess.describe(second)), message);
        assertEquals(2, shared.steps());
    }

    private static final class AtTrainBegin extends Callback {
        private final Runnable onTrainBegin;

        AtTrainBegin(Runnable onTrainBegin) {
            this.onTrainBegin = onTrainBegin;
        }

        @Override
        public void onTrainBegin(Map<String, Double> logs) {
            onTrainBegin.run();
        }
    }

    @Test
    void aLoadedModelThatWasNotTrainedMayBeTrained(@TempDir Path folder) {
        String file = folder.resolve("m.cornet").toString();
        for (Supplier<Optimizer> optimizer :
                List.<Supplier<Optimizer>>of(() -> new Adam(0.1), () -> new SGD(0.01), BFGS::new)) {
            for (boolean trainable : new boolean[] {true, false}) {
                Sequential model = model(optimizer.get());
                model.getLayer(0).setTrainable(trainable);
                model.save(file);
                Model loaded = Model.load(file);
                loaded.getLayer(0).setTrainable(true);
                fit(loaded);
                assertTrue(loaded.optimizer().steps() > 0);
            }
        }
    }

    @Test
    void theOptimizerOfACollectedModelStaysUsed() {
        Adam shared = new Adam(0.1);
        fit(model(shared));
        System.gc();
        assertRefused(model(shared));
    }

    @Test
    void aChangedModelMayKeepItsOptimizer() {
        Adam own = new Adam(0.1);
        Sequential model = model(own);
        fit(model);
        model.compile(own, "mae");
        fit(model);
        model.add(new Dense(2));
        model.add(new Dense(1));
        model.compile(own, "mse");
        fit(model);
        model.pop();
        model.pop();
        model.getLayer(0).setTrainable(false);
        model.getLayer(0).setTrainable(true);
        model.compile(own, "mse");
        fit(model);
        assertEquals(8, own.steps());
    }

    @Test
    void anotherModelWithOnlyKnownWeightsMayUseIt() {
        Symbol in = Input.of(1);
        Symbol middle = in.then(new Dense(1).named("a"));
        Model large = new Model(in, middle.then(new Dense(1).named("b")));
        Model small = new Model(in, middle);
        Adam shared = new Adam(0.1);
        large.compile(shared, "mse");
        small.compile(shared, "mse");
        fit(large);
        fit(small);
        fit(large);
        assertEquals(6, shared.steps());

        Adam other = new Adam(0.1);
        large.compile(other, "mse");
        small.compile(other, "mse");
        fit(small);
        assertRefused(large);
    }

    @Test
    void adversarialModelsNeedSeparateOptimizers() {
        Sequential discriminator = new Sequential(new Dense(1).inputShape(1));
        Sequential generator = new Sequential(new Dense(1).inputShape(1));
        Adam shared = new Adam(0.1);
        discriminator.compile(shared, "mse");
        Symbol in = Input.of(1);
        Model both = new Model(in, in.then(generator).then(discriminator));
        both.compile(shared, "mse");
        discriminator.trainOnBatch(X, Y);
        discriminator.setTrainable(false);
        assertRefused(both);
        both.compile(new Adam(0.1), "mse");
        both.trainOnBatch(X, Y);
        discriminator.setTrainable(true);
        discriminator.trainOnBatch(X, Y);
        assertEquals(2, shared.steps());
    }

    @Test
    void aLoadedModelMayUnfreezeLayers(@TempDir Path folder) {
        Sequential model = model(new Adam(0.1));
        fit(model);
        model.setTrainable(false);
        fit(model);
        String file = folder.resolve("m.cornet").toString();
        model.save(file);
        Model loaded = Model.load(file);
        fit(loaded);
        loaded.setTrainable(true);
        fit(loaded);
        assertEquals(8, loaded.optimizer().steps());
    }

    @Test
    void theOptimizerOfALoadedModelBelongsToIt(@TempDir Path folder) {
        Sequential model = model(new Adam(0.1));
        fit(model);
        String file = folder.resolve("m.cornet").toString();
        model.save(file);
        Model loaded = Model.load(file);
        assertRefused(model(loaded.optimizer()));
        assertEquals(2, loaded.optimizer().steps());
        fit(loaded);
        assertEquals(4, loaded.optimizer().steps());

        Sequential fresh = model(new Adam(0.1));
        fresh.fit(X, Y, new Fit().epochs(3).resume(file).verbose(0));
        model(fresh.optimizer())
                .save(folder.resolve("other.cornet").toString()); // saving does not make this model the owner
        fit(fresh);
    }
}
