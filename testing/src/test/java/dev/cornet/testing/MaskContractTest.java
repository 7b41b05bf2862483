package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.Output;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of layers finds faults that show with a mask only. */
final class MaskContractTest {
    enum Fault {
        NONE,
        IGNORES_MASK,
        IGNORES_MASK_IN_TRAINING,
        MASKED_STEPS_GET_GRADIENT,
        GRADIENT_WRONG_WITH_MASK,
        READS_MASK_OF_FIRST_ROW,
        SLICES_DIFFER_WITH_MASK,
        SHORTENS_OUTPUT,
        MASK_OF_OTHER_SHAPE,
        MASK_WITH_FRACTIONS
    }

    /** A layer that passes on its mask. */
    abstract static class Masked<L extends Masked<L>> extends UnaryLayer<L> {
        @Override
        protected boolean supportsMasking() {
            return true;
        }
    }

    /** The running mean of the unmasked steps so far, which a masked step repeats; 0 before the first. Passes on its mask. */
    static final class RunningMean extends Masked<RunningMean> {
        @Option
        private Fault fault = Fault.NONE;

        RunningMean() {}

        RunningMean(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected boolean readsMask() {
            return true;
        }

        @Override
        protected Shape outputShape(Shape in) {
            return fault == Fault.SHORTENS_OUTPUT ? in.with(1, in.dim(1) - 1) : in;
        }

        @Override
        protected @Nullable OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
            Shape mask = masks.get(0);
            return mask == null ? null : new OutputMask(mask, this::mask);
        }

        private Tensor mask(List<Tensor> xs, Pass pass) {
            Tensor mask = java.util.Objects.requireNonNull(pass.mask()).copy();
            if (fault == Fault.MASK_OF_OTHER_SHAPE) {
                return mask.reshape(mask.shape().dim(0), 1, mask.shape().dim(1));
            }
            mask.data()[0] = fault == Fault.MASK_WITH_FRACTIONS ? 0.5f : mask.data()[0];
            return mask;
        }

        private boolean isUnmasked(@Nullable Tensor mask, int row, int step, Pass pass) {
            boolean ignores =
                    fault == Fault.IGNORES_MASK || (fault == Fault.IGNORES_MASK_IN_TRAINING && pass.training());
            int maskRow = fault == Fault.READS_MASK_OF_FIRST_ROW ? 0 : row;
            return mask == null
                    || ignores
                    || mask.data()[mask.offset() + maskRow * mask.shape().dim(1) + step] != 0;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Tensor mask = pass.mask();
            int steps = x.shape().dim(1);
            int features = x.shape().dim(2);
            int outSteps = outputShape(x.shape()).dim(1);
            Tensor y = pass.zeros(x.shape().with(1, outSteps));
            boolean scales = fault == Fault.SLICES_DIFFER_WITH_MASK && mask != null;
            float factor = scales ? 1f / x.shape().dim(0) : 1;
            for (int row = 0; row < x.shape().dim(0); row++) {
                for (int f = 0; f < features; f++) {
                    double sum = 0;
                    int count = 0;
                    for (int t = 0; t < outSteps; t++) {
                        if (isUnmasked(mask, row, t, pass)) {
                            sum += x.data()[x.offset() + (row * steps + t) * features + f];
                            count++;
                        }
                        y.data()[y.offset() + (row * outSteps + t) * features + f] =
                                (float) (factor * sum / Math.max(1, count));
                    }
                }
            }
            return new Output(y, (dy, grads) -> backward(dy, x, factor, mask, pass));
        }

        private Tensor backward(Tensor dy, Tensor x, float factor, @Nullable Tensor mask, Pass pass) {
            int steps = x.shape().dim(1);
            int features = x.shape().dim(2);
            int outSteps = dy.shape().dim(1);
            Tensor dx = pass.zeros(x.shape());
            for (int row = 0; row < x.shape().dim(0); row++) {
                for (int f = 0; f < features; f++) {
                    int count = 0;
                    for (int t = 0; t < outSteps; t++) {
                        count += isUnmasked(mask, row, t, pass) || fault == Fault.GRADIENT_WRONG_WITH_MASK ? 1 : 0;
                        for (int s = 0; s <= t; s++) {
                            if (isUnmasked(mask, row, s, pass) || fault == Fault.MASKED_STEPS_GET_GRADIENT) {
                                dx.data()[dx.offset() + (row * steps + s) * features + f] += factor
                                        * dy.data()[dy.offset() + (row * outSteps + t) * features + f]
                                        / Math.max(1, count);
                            }
                        }
                    }
                }
            }
            return dx;
        }
    }

    /** y = 2x, computed for masked steps too; declares to read its mask. */
    static final class Twice extends Masked<Twice> {
        @Override
        protected boolean readsMask() {
            return true;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(twice(x), (dy, grads) -> twice(dy));
        }

        private static Tensor twice(Tensor x) {
            Tensor y = x.copy();
            Ops.scale(y, 2);
            return y;
        }
    }

    /** Adds the first step to every step and passes on its mask without reading it. */
    static final class AddFirstStep extends Masked<AddFirstStep> {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            int n = x.shape().withoutBatch().size();
            int features = x.shape().last();
            Tensor y = pass.tensor(x.shape());
            for (int i = 0; i < x.size(); i++) {
                int first = i / n * n + i % features;
                y.data()[y.offset() + i] = x.data()[x.offset() + i] + x.data()[x.offset() + first];
            }
            return new Output(y, (dy, grads) -> {
                Tensor dx = dy.copy();
                for (int i = 0; i < x.size(); i++) {
                    dx.data()[i / n * n + i % features] += dy.data()[dy.offset() + i];
                }
                return dx;
            });
        }
    }

    @BeforeAll
    static void addLayers() {
        List.of(RunningMean.class, Twice.class, AddFirstStep.class).forEach(Registry::add);
    }

    @Test
    void acceptsACorrectLayer() {
        assertDoesNotThrow(() -> LayerContract.check(RunningMean::new, Shape.of(4, 2)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            IGNORES_MASK              | masked steps of the input change unmasked steps of the output
            IGNORES_MASK_IN_TRAINING  | masked steps of the input change unmasked steps of the output in training
            MASKED_STEPS_GET_GRADIENT | masked steps of the input have a gradient
            GRADIENT_WRONG_WITH_MASK  | the gradient of its input with a mask is wrong
            READS_MASK_OF_FIRST_ROW   | masked steps of the input change unmasked steps of the output
            SLICES_DIFFER_WITH_MASK   | a part of the batch gives other rows than the whole batch, if there is a mask
            SHORTENS_OUTPUT           | passes on a mask of the shape (4), which are not the leading axes of its output (3, 2)
            MASK_OF_OTHER_SHAPE       | declares a mask of the shape (5, 4), gives (5, 1, 4)
            MASK_WITH_FRACTIONS       | gives a mask with the value 0.5, expected 0 or 1
            """)
    void catches(Fault fault, String message) {
        assertBroken("RunningMean", message, () -> LayerContract.check(() -> new RunningMean(fault), Shape.of(4, 2)));
    }

    @Test
    void catchesALayerThatDeclaresToReadItsMaskAndIgnoresIt() {
        assertBroken(
                "Twice",
                "declares to read its mask (readsMask), but gives the same outputs",
                () -> LayerContract.check(Twice::new, Shape.of(4, 2)));
    }

    @Test
    void catchesALayerThatPassesOnItsMaskAndMixesMaskedStepsIntoOthers() {
        assertBroken(
                "AddFirstStep",
                "masked steps of the input change unmasked steps of the output. If the layer computes over the steps by"
                        + " design and only passes its mask on, as a normalization over the steps does, use"
                        + " LayerContract.checkWithoutMasks",
                () -> LayerContract.check(AddFirstStep::new, Shape.of(4, 2)));
        assertDoesNotThrow(() -> LayerContract.checkWithoutMasks(AddFirstStep::new, Shape.of(4, 2)));
    }

    private static void assertBroken(String layer, String message, Runnable check) {
        CornetException e = assertThrows(CornetException.class, check::run);
        assertTrue(e.getMessage().startsWith(layer) && e.getMessage().contains(message), e.getMessage());
    }
}
