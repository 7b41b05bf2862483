package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Option;
import dev.cornet.exceptions.CornetException;
import dev.cornet.losses.CategoricalCrossentropy;
import dev.cornet.losses.ElementwiseLoss;
import dev.cornet.losses.Loss;
import dev.cornet.losses.LossRow;
import dev.cornet.losses.MeanAbsoluteError;
import dev.cornet.losses.RowLoss;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossContractTest {
    private final Tensor y = Tensor.of(new float[] {0, 1, 0, 1, 0, 0}, 2, 3);
    private final Tensor p = Tensor.of(new float[] {0.2f, 0.7f, 0.1f, 0.3f, 0.3f, 0.4f}, 2, 3);

    /** (t − p)⁴ with a gradient that is wrong by a factor. */
    private static final class Fourth extends ElementwiseLoss<Fourth> {
        @Option
        private double factor = 1;

        private Fourth() {}

        Fourth(double factor) {
            this.factor = factor;
        }

        @Override
        protected double value(double t, double p) {
            return Math.pow(p - t, 4);
        }

        @Override
        protected double derivative(double t, double p) {
            return factor * 4 * Math.pow(p - t, 3);
        }
    }

    /** Σ p²; its gradient is added instead of set, or is not multiplied by the scale. */
    private static final class Squares extends RowLoss<Squares> {
        private final boolean adds;

        Squares(boolean adds) {
            this.adds = adds;
        }

        @Override
        protected double row(LossRow x) {
            double sum = 0;
            for (int i = 0; i < x.size(); i++) {
                sum += x.prediction(i) * x.prediction(i);
            }
            return sum;
        }

        @Override
        protected void rowGradient(LossRow x, float scale) {
            for (int i = 0; i < x.size(); i++) {
                float before = x.gradients()[x.gradientsAt() + i];
                x.gradient(i, adds ? before + scale * 2 * x.prediction(i) : 2 * x.prediction(i));
            }
        }
    }

    private String broken(Loss loss) {
        return assertThrows(CornetException.class, () -> LossContract.check(loss, y, p))
                .getMessage();
    }

    @Test
    void acceptsCorrectLosses() {
        assertDoesNotThrow(() -> LossContract.check(new Fourth(1), y, p));
        assertDoesNotThrow(() -> LossContract.check(new CategoricalCrossentropy(), y, p));
        Tensor atTheKink = Tensor.of(new float[] {0, 1, 0.5f, 1, 0, 0}, 2, 3);
        assertDoesNotThrow(() -> LossContract.check(new MeanAbsoluteError(), y, atTheKink));
    }

    @Test
    void catchesAGradientThatIsWrongByTwoPercent() {
        assertTrue(
                broken(new Fourth(1.02)).contains("fourth: the gradient of row 0 in its prediction "),
                broken(new Fourth(1.02)));
        assertTrue(broken(new Fourth(-1)).contains("the gradient of row"));
    }

    @Test
    void catchesAGradientThatIsAddedOrNotScaled() {
        assertTrue(broken(new Squares(true)).contains("it must be set, not added"));
        assertTrue(broken(new Squares(false)).contains("multiplied by scale"));
    }

    enum Fault {
        NONE,
        ONE_PERCENT_TOO_MUCH,
        ONE_VALUE_IS_ZERO,
        ONE_SIGN,
        READS_FIRST_ROW,
        NAN_IF_EXCLUDED,
        UNCOUNTED_ROW_HAS_A_LOSS,
        LOGITS_VARIANT_OMITS_OPTION,
        LOGITS_VARIANT_HAS_WRONG_GRADIENT,
        WRITES_PREDICTIONS
    }

    /** factor·(−Σ t·log q) for q = p, or q = softmax(p) if p are logits; a row whose targets are all 0 does not count. */
    private static final class Entropy extends RowLoss<Entropy> {
        @Option
        private Fault fault = Fault.NONE;

        @Option
        private boolean logits;

        @Option
        private double factor = 2;

        private Entropy() {}

        Entropy(Fault fault, boolean logits) {
            this.fault = fault;
            this.logits = logits;
        }

        @Override
        protected boolean counts(LossRow x) {
            return x.target(0) + x.target(1) + x.target(2) != 0;
        }

        @Override
        public RowLoss<?> fromLogitsVariant(String activation) {
            if (!activation.equals("softmax") || logits) {
                return logits ? this : null;
            }
            Entropy variant = new Entropy(fault, true);
            variant.factor = fault == Fault.LOGITS_VARIANT_OMITS_OPTION ? 1 : factor;
            return variant;
        }

        private double q(float[] p, int pAt, int n, int i) {
            if (!logits) {
                return p[pAt + i];
            }
            double sum = 0;
            for (int k = 0; k < n; k++) {
                sum += Math.exp(p[pAt + k]);
            }
            return Math.exp(p[pAt + i]) / sum;
        }

        @Override
        protected double row(LossRow x) {
            double sum = fault == Fault.UNCOUNTED_ROW_HAS_A_LOSS && !counts(x) ? 1 : 0;
            int pAt = fault == Fault.READS_FIRST_ROW ? 0 : x.predictionsAt();
            for (int i = 0; i < x.size(); i++) {
                sum -= factor * x.target(i) * Math.log(q(x.predictions(), pAt, x.size(), i));
            }
            x.predictions()[x.predictionsAt()] *= fault == Fault.WRITES_PREDICTIONS ? 1.1f : 1;
            return sum;
        }

        @Override
        protected void rowGradient(LossRow x, float scale) {
            double targets = x.target(0) + x.target(1) + x.target(2);
            for (int i = 0; i < x.size(); i++) {
                double q = q(x.predictions(), x.predictionsAt(), x.size(), i);
                double derivative = factor * (logits ? targets * q - x.target(i) : -x.target(i) / q);
                boolean isOne = x.predictionsAt() == x.size() && i == 1;
                derivative *= switch (fault) {
                    case ONE_PERCENT_TOO_MUCH -> 1.01;
                    case ONE_VALUE_IS_ZERO -> isOne ? 0 : 1;
                    case ONE_SIGN -> isOne ? -1 : 1;
                    case LOGITS_VARIANT_HAS_WRONG_GRADIENT -> logits ? 2 : 1;
                    default -> 1;
                };
                x.gradient(i, scale * derivative);
                if (scale == 0 && fault == Fault.NAN_IF_EXCLUDED) {
                    x.gradient(i, Double.NaN);
                }
            }
        }
    }

    private static final Tensor TARGETS =
            Tensor.of(new float[][] {{0.2f, 0.5f, 0.3f}, {0.3f, 0.6f, 0.1f}, {0, 0, 0}, {0.4f, 0.3f, 0.3f}});
    private static final Tensor PREDICTIONS =
            Tensor.of(new float[][] {{0.2f, 0.7f, 0.1f}, {0.3f, 0.3f, 0.4f}, {0.1f, 0.5f, 0.4f}, {0.6f, 0.2f, 0.2f}});

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ONE_PERCENT_TOO_MUCH              | the gradient of row 0 in its prediction 0 is
            ONE_VALUE_IS_ZERO                 | the gradient of row 1 in its prediction 1 is
            ONE_SIGN                          | the gradient of row 1 in its prediction 1 is
            READS_FIRST_ROW                   | sample 1 alone has the loss
            NAN_IF_EXCLUDED                   | with scale 0.0 the gradient of value 3 is NaN
            UNCOUNTED_ROW_HAS_A_LOSS          | row 2 does not count, but its loss is 1.0 instead of 0
            LOGITS_VARIANT_OMITS_OPTION       | from logits (fromLogitsVariant of softmax)
            LOGITS_VARIANT_HAS_WRONG_GRADIENT | the gradient of row 0 in its prediction 0 is
            WRITES_PREDICTIONS                | row writes to its targets or predictions
            """)
    void catches(Fault fault, String message) {
        CornetException e = assertThrows(
                CornetException.class, () -> LossContract.check(new Entropy(fault, false), TARGETS, PREDICTIONS));
        assertTrue(e.getMessage().startsWith("entropy: ") && e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void acceptsALossOnLogitsAndRowsThatDoNotCount() {
        assertDoesNotThrow(() -> LossContract.check(new Entropy(Fault.NONE, false), TARGETS, PREDICTIONS));
        assertDoesNotThrow(() -> LossContract.check(new Entropy(Fault.NONE, true), TARGETS, PREDICTIONS));
    }
}
