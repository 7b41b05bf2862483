package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.backend.Ops;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.Loss;
import dev.cornet.losses.LossValues;
import dev.cornet.models.Sequential;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PassThrough;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of {@link Softmax}: y = eˣ/Σeˣ. */
final class SoftmaxTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Softmax::new, Shape.of(5)), layer(() -> new Softmax(1), Shape.of(3, 5)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Softmax(), row(0, (float) Math.log(2), (float) Math.log(3)));
        assertTensor(row(1 / 6f, 1 / 3f, 1 / 2f), run.y());
        Tensor dx = run.backward(List.of(row(6, 0, 0))).dxs().get(0); // y·(dy − Σ y·dy)
        assertTensor(row(5 / 6f, -1 / 3f, -1 / 2f), dx);
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("Softmax: axis must not be 0, which is the batch; -1 is the last axis", () -> new Softmax(0));
        rejectsSamples(
                "Softmax: axis 3 does not exist in samples of shape (4): choose from 1 to 1, or -1 for the last",
                new Softmax(3),
                Shape.of(4));
    }

    @Test
    void sumsToOneAlongTheChosenAxis() {
        Tensor x = Tensor.of(new float[] {0, 0, (float) Math.log(3), 0}, 1, 2, 2);
        assertTensor(
                Tensor.of(new float[] {0.25f, 0.5f, 0.75f, 0.5f}, 1, 2, 2),
                run(new Softmax(1), x).y());
    }

    @Test
    void staysFiniteForLargeValues() {
        assertTensor(
                row(0.5f, 0.5f, 0),
                run(new Softmax(), row(3e38f, 3e38f, -3e38f)).y());
    }

    /** Values and gradients of keras.layers.Softmax(axis)(x, mask=mask), Keras 3.15. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void maskedValuesDoNotCountAndAreZero(int axis) {
        Tensor x = Tensor.of(new float[] {0.5f, -1, 2, 1, 1.5f, -0.5f, 3, 0.25f, 1, -2, 0, 1}, 2, 2, 3);
        Tensor mask = Tensor.of(new float[] {1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0}, 2, 2, 3);
        Tensor dy = Tensor.of(new float[] {1, 2, 3, 1, 1, 1, 0.5f, -1, 2, 1, 2, 3}, 2, 2, 3);
        Softmax layer = new Softmax(axis);
        LayerAccess.buildOrCheck(layer, List.of(Shape.of(-1, 2, 3)));
        LayerRun run = LayerRun.forward(layer, List.of(x), List.of(mask), true);
        float[] y = axis == 1
                ? new float[] {1, 0, 1, 0, 0, 0, 1, 0.562176526f, 1, 0, 0.437823534f, 0}
                : new float[] {
                    0.182425529f, 0, 0.817574501f, 0, 0, 0, 0.833845317f, 0.0533059463f, 0.112848692f, 0, 1, 0
                };
        assertTensor(Tensor.of(y, 2, 2, 3), run.y());
        float[] dx = axis == 1
                ? new float[] {0, 0, 0, 0, 0, 0, 0, -0.738402367f, 0, 0, 0.738402247f, 0}
                : new float[] {
                    -0.298292935f, 0, 0.298292875f, 0, 0, 0, -0.0744741485f, -0.0847198889f, 0.159194052f, 0, 0, 0
                };
        assertTensor(Tensor.of(dx, 2, 2, 3), run.backward(List.of(dy)).dxs().get(0));
    }

    /** Keras: "The `mask` must be broadcastable to `inputs`." */
    @Test
    void theMaskOfTheStepsOfASequenceIsRefused() {
        Sequential model = new Sequential(new Embedding(5, 3).maskZero(true).inputShape(4), new Softmax());
        assertEquals(
                "softmax (Softmax): wants a mask with a value for each value of a sample, of shape (4, 3); got one of shape"
                        + " (4), as for the steps of a sequence. Use Activation(\"softmax\"), which computes masked steps as"
                        + " all others.",
                assertThrows(ShapeException.class, () -> model.predict(Tensor.zeros(1, 4)))
                        .getMessage());
        new Sequential(new Embedding(5, 3).maskZero(true).inputShape(4), new Activation("softmax"))
                .predict(Tensor.zeros(1, 4));
    }

    /** y = x, where a value of 0 is masked. */
    private static final class ZerosAreMasked extends UnaryLayer<ZerosAreMasked> {
        @Override
        protected OutputMask computeMask(List<Shape> ins, List<Shape> masks) {
            return new OutputMask(ins.get(0), (xs, pass) -> {
                Tensor mask = pass.tensor(xs.get(0).shape());
                for (int i = 0; i < mask.size(); i++) {
                    mask.data()[mask.offset() + i] = xs.get(0).data()[xs.get(0).offset() + i] == 0 ? 0 : 1;
                }
                return mask;
            });
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    @Test
    void aModelPredictsWithTheMaskOfEachValue() {
        Sequential model = new Sequential(new ZerosAreMasked().inputShape(3), new Softmax());
        float log3 = (float) Math.log(3);
        assertTensor(row(0.75f, 0, 0.25f), model.predict(row(2 * log3, 0, log3)));
    }

    /** The sum of the predictions; 1000 if it is computed from logits. */
    private static final class Sum extends FluentLoss<Sum> {
        private final boolean fromLogits;

        Sum(boolean fromLogits) {
            this.fromLogits = fromLogits;
        }

        @Override
        public LossValues evaluate(Tensor yTrue, Tensor yPred) {
            return LossValues.of(fromLogits ? 1000 : Ops.sum(yPred), (scale, dp) -> {});
        }

        @Override
        public Loss fromLogitsVariant(String activation) {
            return new Sum(true);
        }
    }

    /** y = x, without a mask. */
    private static final class EndsMask extends UnaryLayer<EndsMask> implements PassThrough {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }

        @Override
        public boolean passesInput(boolean training) {
            return true;
        }
    }

    @Test
    void aLossIsComputedFromLogitsOnlyWithoutAMask() {
        Tensor x = row(2, 0, 1);
        Sequential plain = new Sequential(new Softmax().inputShape(3), new EndsMask());
        plain.compile("sgd", new Sum(false));
        assertEquals(1000, plain.evaluate(x, x).loss());
        Sequential masked = new Sequential(new ZerosAreMasked().inputShape(3), new Softmax(), new EndsMask());
        masked.compile("sgd", new Sum(false));
        assertEquals(1, masked.evaluate(x, x).loss(), 1e-6);
    }
}
