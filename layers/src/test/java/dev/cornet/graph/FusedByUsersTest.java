package dev.cornet.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.graph.TestOperations.AddScaled;
import dev.cornet.graph.TestOperations.Constant;
import dev.cornet.graph.TestOperations.Mean;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Model;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Value;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Operations of users that are fused, that run within wrapped models, or that do not keep their contract. */
class FusedByUsersTest {
    private static final int ROWS = 12;

    /** An operation that returns its input, and can be fused with the operation that follows. */
    private abstract static class Identity extends Operation {
        @Override
        protected List<Value> outputs(List<Value> ins) {
            return ins;
        }

        @Override
        protected abstract @Nullable Operation fuse(Operation next, FusionContext context);

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            return new Output(xs.get(0).copy(), (dy, grads) -> dy);
        }
    }

    /** The fusion of an {@link Identity} with {@code next}: {@code next} alone. */
    private static final class FusedIdentity extends Operation {
        private final Operation next;
        private final Runnable beforeRun;

        FusedIdentity(Operation next, Runnable beforeRun) {
            this.next = next;
            this.beforeRun = beforeRun;
        }

        @Override
        protected List<Value> outputs(List<Value> ins) {
            return LayerAccess.outputs(next, ins);
        }

        @Override
        public List<Variable> variables() {
            return next.variables();
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            beforeRun.run();
            return LayerAccess.run(next, xs, pass);
        }
    }

    /** Fused with a following softmax layer. */
    private static final class BeforeSoftmax extends Identity {
        private int fusions;

        @Override
        protected @Nullable Operation fuse(Operation next, FusionContext context) {
            if (!(next instanceof Activation)) {
                return null;
            }
            fusions++;
            return new FusedIdentity(next, () -> {});
        }
    }

    /** The loss reads the logits, so their step is not fused then, whatever the operation says. */
    @Test
    void anActivationWhoseLogitsAreReadIsNotFused() {
        Symbol in = Input.of(4);
        BeforeSoftmax identity = new BeforeSoftmax();
        Dense dense = new Dense(3);
        Model model = new Model(in, identity.of(in.then(dense)).then(new Activation("softmax")));
        Symbol other = Input.of(4);
        Model reference = new Model(other, other.then(dense).then(new Activation("softmax")));
        model.compile(new SGD(0.1), "categorical_crossentropy");
        reference.compile(new SGD(0.1), "categorical_crossentropy");
        Tensor y = Tensor.zeros(ROWS, 3);
        for (int i = 0; i < ROWS; i++) {
            y.set(1, i, i % 3);
        }
        for (int seed = 1; seed < 4; seed++) {
            Tensor x = TestTensors.random(seed, ROWS, 4);
            assertEquals(reference.evaluate(x, y).loss(), model.evaluate(x, y).loss(), 1e-6, "seed " + seed);
            assertArrayEquals(reference.predict(x).toArray(), model.predict(x).toArray(), 1e-6f);
            model.trainOnBatch(x, y);
        }
        assertTrue(identity.fusions > 0, "fused in predictions");
    }

    /** Fused with a following Dense only while that does not learn. */
    private static final class BeforeFrozen extends Identity {
        private int runsWithLearning;

        @Override
        protected @Nullable Operation fuse(Operation next, FusionContext context) {
            boolean mayFuse = next instanceof Dense && context.training() && !context.learns(next);
            return mayFuse
                    ? new FusedIdentity(next, () -> runsWithLearning += ((Dense) next).trainable() ? 1 : 0)
                    : null;
        }
    }

    @Test
    void aFusionThatDependsOnWhatLearnsFollowsFreezing() {
        Symbol in = Input.of(3);
        BeforeFrozen identity = new BeforeFrozen();
        Dense second = new Dense(2);
        Model model = new Model(in, identity.of(in.then(new Dense(3))).then(second));
        model.compile(new SGD(0.1), "mse");
        for (boolean trainable : new boolean[] {false, true, false, true}) {
            second.setTrainable(trainable);
            List<Tensor> before = second.getWeights();
            model.trainOnBatch(TestTensors.random(1, ROWS, 3), TestTensors.random(2, ROWS, 2));
            assertEquals(trainable, changes(before, second.getWeights()).get(0)[0] != 0);
        }
        assertEquals(0, identity.runsWithLearning);
    }

    /** A Dense on a constant learns within a wrapped model as it does without the wrapper. */
    @Test
    void weightsOnSharedValuesLearnWithinAWrapper() {
        Dense dense = new Dense(3);
        Tensor rows = TestTensors.random(5, 6, 2);
        Symbol inner = Input.of(3);
        Model network = new Model(
                inner,
                new AddScaled(1).of(inner, new Mean().of(new Constant(rows).of().then(dense))));
        Symbol in = Input.of(4, 3);
        Model model = new Model(in, in.then(new TimeDistributed(network)));
        model.compile(new SGD(1), "mse");
        List<Tensor> before = dense.getWeights();
        model.trainOnBatch(Tensor.zeros(ROWS, 4, 3), TestTensors.random(6, ROWS, 4, 3));
        List<float[]> wrapped = changes(before, dense.getWeights());
        dense.setWeights(before);
        network.compile(new SGD(1), "mse");
        network.trainOnBatch(
                Tensor.zeros(ROWS * 4, 3), TestTensors.random(6, ROWS, 4, 3).reshape(Shape.of(ROWS * 4, 3)));
        List<float[]> direct = changes(before, dense.getWeights());
        for (int w = 0; w < 2; w++) {
            assertArrayEquals(direct.get(w), wrapped.get(w), 1e-6f);
            assertTrue(Math.abs(direct.get(w)[0]) > 1e-4, "there is something to compare");
        }
    }

    private static List<float[]> changes(List<Tensor> before, List<Tensor> after) {
        List<float[]> changes = new ArrayList<>();
        for (int w = 0; w < before.size(); w++) {
            float[] change = after.get(w).toArray().clone();
            for (int i = 0; i < change.length; i++) {
                change[i] -= before.get(w).toArray()[i];
            }
            changes.add(change);
        }
        return changes;
    }

    /** The first input of an operation within a wrapped model may be a constant. */
    @Test
    void theRowsOfAWrappedModelAreThoseOfItsInput() {
        Symbol inner = Input.of(3);
        Tensor three = TestTensors.random(7, 5, 3);
        Operation sum = new Operation() {
            @Override
            protected List<Value> outputs(List<Value> ins) {
                return List.of(ins.get(1));
            }

            @Override
            protected Outputs run(List<Tensor> xs, Pass pass) {
                return new AddScaled(1).run(List.of(xs.get(1), xs.get(0).rows(0, 1)), pass);
            }
        };
        Model network = new Model(inner, sum.of(new Constant(three).of(), inner));
        Symbol in = Input.of(4, 3);
        Tensor y = new Model(in, in.then(new TimeDistributed(network))).predict(Tensor.zeros(2, 4, 3));
        assertEquals(three.get(0, 1), y.get(1, 3, 1));
    }

    /** The Output of one gradient for an operation of two inputs, and too few gradients. */
    @Test
    void missingGradientsAreNamed() {
        for (boolean single : new boolean[] {true, false}) {
            Operation wrong = new Operation() {
                @Override
                protected String describe() {
                    return "wrong";
                }

                @Override
                protected List<Value> outputs(List<Value> ins) {
                    return List.of(ins.get(0));
                }

                @Override
                protected Outputs run(List<Tensor> xs, Pass pass) {
                    Tensor y = pass.tensor(xs.get(0).shape());
                    y.copyFrom(xs.get(0));
                    return single ? new Output(y, (dy, grads) -> dy) : Outputs.of(y, (dy, grads) -> List.of(dy));
                }
            };
            Symbol in = Input.of(3);
            Model model = new Model(in, wrong.of(in.then(new Dense(2)), in.then(new Dense(2))));
            model.compile(new SGD(1), "mse");
            Exception e = assertThrows(
                    CornetException.class, () -> model.trainOnBatch(Tensor.zeros(4, 3), Tensor.zeros(4, 2)));
            assertTrue(String.valueOf(e.getMessage()).startsWith("wrong: "), e.getMessage());
            assertEquals(4, model.predict(Tensor.zeros(4, 3)).shape().dim(0));
        }
    }
}
