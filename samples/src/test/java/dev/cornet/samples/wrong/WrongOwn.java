package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.other;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.Cornet;
import dev.cornet.callbacks.LambdaCallback;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.initializers.Initializer;
import dev.cornet.initializers.Zeros;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Lambda;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.StateUpdate;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** Mistakes in custom layers, optimizers, schedules and callbacks that return null or NaN. */
final class WrongOwn {
    private static final Tensor X = Tensor.zeros(4, 3);

    private WrongOwn() {}

    /** A layer that returns its input. */
    private abstract static class Own extends UnaryLayer<Own> {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    private static final class Mute extends Own {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            return null;
        }
    }

    private static final class Twice extends Own {
        @Override
        protected void build(Shape in) {
            weight("w", in.withoutBatch(), new Zeros());
            weight("w", in.withoutBatch(), new Zeros());
        }
    }

    private static final class Shapeless extends Own {
        @Override
        protected Shape outputShape(Shape in) {
            return null;
        }
    }

    private static final class Uninitialized extends Own {
        @Override
        protected void build(Shape in) {
            weight("w", in.withoutBatch(), (Initializer) null);
        }
    }

    private static final class Idle extends FluentOptimizer<Idle> {
        Idle(LearningRate rate) {
            super(rate);
        }

        @Override
        protected Update update(float lr, long t) {
            return null;
        }
    }

    private static final class Nameless implements Batches {
        @Override
        public Iterator<Batch> epoch(int epoch) {
            return Batches.of(1, i -> Batch.of(X, X)).epoch(epoch);
        }

        @Override
        public OptionalInt count() {
            return OptionalInt.of(1);
        }

        @Override
        public List<String> classNames() {
            return null;
        }
    }

    private static Sequential of(Layer layer) {
        return new Sequential(new Dense(3).inputShape(3), layer.named("own"));
    }

    private static Executable fit(Object optimizer, Callback... callbacks) {
        return () -> {
            Sequential model = new Sequential(new Dense(3).inputShape(3));
            model.compile(optimizer, "mse");
            model.fit(X, X, new Fit().verbose(0).callbacks(callbacks));
        };
    }

    private static final class Rate extends LearningRateSchedule {
        private final double rate;

        Rate(double rate) {
            this.rate = rate;
        }

        @Override
        public double at(long step) {
            return rate;
        }

        @Override
        public void check() {}
    }

    private static final class Rule extends FluentOptimizer<Rule> {
        Rule(LearningRate rate) {
            super(rate);
        }

        @Override
        protected List<String> slots() {
            return null;
        }

        @Override
        protected Update update(float lr, long t) {
            return (w, g, s, from, to) -> {};
        }
    }

    static Stream<WrongUse> uses(Path dir) {
        return Stream.of(
                other(
                        "an own layer that gives null",
                        "own (Mute): its forward returned null; return the result and its backward: new Output(y, (dy, grads) "
                                + "-> dx).",
                        () -> of(new Mute()).predict(X)),
                option(
                        "an own layer without a way back",
                        "Output: backward must not be null; forward returns its result and its backward: new Output(y, "
                                + "(dy, grads) -> dx)",
                        () -> new Output(X, null)),
                option(
                        "two weights of one name",
                        "Sequential, layer 1 (after dense (Dense)): own (Twice): has a weight \"w\" already; give each a name of its own, and make them in build alone",
                        () -> of(new Twice())),
                option(
                        "a schedule that gives NaN",
                        "sgd: the learning rate of step 0 must be a finite number, 0 or more, but Rate gives NaN. "
                                + "Correct the schedule.",
                        fit(new SGD(new Rate(Double.NaN)))),
                option(
                        "a schedule that gives less than 0",
                        "sgd: the learning rate of step 0 must be a finite number, 0 or more, but Rate gives -1.0. "
                                + "Correct the schedule.",
                        fit(new SGD(new Rate(-1)))),
                option(
                        "an own optimizer without a list of slots",
                        "rule: slots() must not be null",
                        fit(new Rule(new Rate(0.1)))),
                option(
                        "a callback that logs null",
                        "fit: a callback has put own → null into the logs of epoch 1; neither must be null.",
                        fit("sgd", new LambdaCallback().onEpochEnd((epoch, logs) -> logs.put("own", null)))),
                option(
                        "a callback that remembers null",
                        "ModelCheckpoint.onEpochSave: dev.cornet.samples.wrong>WrongOwn.1Forgetful: what state() gives must "
                                + "not be null",
                        () -> {
                            final class Forgetful extends Callback {
                                @Override
                                public Map<String, String> state() {
                                    return null;
                                }
                            }
                            fit("sgd", new Forgetful(), new ModelCheckpoint(dir + "/own.cornet"))
                                    .execute();
                        }),
                shape(
                        "an own layer that declares no shape",
                        "Sequential, layer 1 (after dense (Dense)): own (Shapeless): its outputShape returned null; return the shape of the output",
                        () -> of(new Shapeless())),
                option(
                        "an own layer without an initializer",
                        "Sequential, layer 1 (after dense (Dense)): own (Uninitialized): weight: the argument initializer must not be null",
                        () -> of(new Uninitialized())),
                option(
                        "an own layer that sets no state",
                        "Pass.update: the argument state must not be null",
                        () -> Pass.inference().assignAfterStep(null, X)),
                option(
                        "an own layer that moves an average towards nothing",
                        "StateUpdate.movingMean: the argument mean must not be null",
                        () -> StateUpdate.movingMean(new double[] {4}, null, 0.9)),
                option(
                        "an own optimizer without a learning rate",
                        "Idle: the argument learningRate must not be null",
                        () -> new Idle(null)),
                option(
                        "an own optimizer without an update",
                        "idle: what update(lr, t) returns must not be null",
                        fit(new Idle(new Rate(0.1)))),
                option(
                        "own data that names no classes",
                        "fit: what classNames() of the data returns must not be null",
                        () -> {
                            Sequential model = new Sequential(new Dense(3).inputShape(3));
                            model.compile("sgd", "mse");
                            model.fit(new Nameless(), new Fit().verbose(0).validationData(new Nameless()));
                        }),
                option(
                        "no hook",
                        "LambdaCallback.onEpochEnd: the argument hook must not be null",
                        () -> new LambdaCallback().onEpochEnd(null)),
                option("no function", "Lambda: the argument function must not be null", () -> new Lambda(null, v -> v)),
                option(
                        "no derivative",
                        "Lambda: the argument derivative must not be null",
                        () -> new Lambda(v -> v, null)),
                option(
                        "an abstract class made known",
                        "Layer cannot be made, it is abstract; give the class that a model holds",
                        () -> Cornet.register(Layer.class)));
    }
}
