package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Option;
import dev.cornet.exceptions.CornetException;
import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.Loss;
import dev.cornet.losses.LossValues;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of losses finds planted errors in a loss that is computed from several rows. */
class BatchLossContractTest {
    enum Fault {
        NONE,
        ONE_PERCENT_TOO_MUCH,
        ONE_VALUE_IS_ZERO,
        IGNORES_SCALE,
        SETS_ONLY_FIRST_LOSS,
        WRITES_PREDICTIONS,
        WRITES_FIELD,
        NOT_FINITE,
        LOGITS_VARIANT_DIFFERS
    }

    /** Two losses: the squared sum of t·q, and the variance of q, for q = p or, from logits, q = sigmoid(p). */
    private static final class TwoLosses extends FluentLoss<TwoLosses> {
        @Option
        private Fault fault = Fault.NONE;

        @Option
        private boolean logits;

        private int calls;

        private TwoLosses() {}

        TwoLosses(Fault fault, boolean logits) {
            this.fault = fault;
            this.logits = logits;
        }

        @Override
        public @Nullable Loss fromLogitsVariant(String activation) {
            if (logits) {
                return this;
            }
            return activation.equals("sigmoid") ? new TwoLosses(fault, true) : null;
        }

        private double q(double p) {
            return logits ? 1 / (1 + Math.exp(-p)) : p;
        }

        @Override
        public LossValues evaluate(Tensor yTrue, Tensor yPred) {
            float[] t = yTrue.toArray();
            float[] p = yPred.toArray();
            double sum = logits && fault == Fault.LOGITS_VARIANT_DIFFERS ? 0.1 : 0;
            double mean = 0;
            double squares = 0;
            for (int i = 0; i < p.length; i++) {
                sum += t[i] * q(p[i]);
                mean += q(p[i]) / p.length;
                squares += q(p[i]) * q(p[i]) / p.length;
            }
            if (fault == Fault.WRITES_PREDICTIONS) {
                yPred.data()[yPred.offset()] += 1;
            }
            calls += fault == Fault.WRITES_FIELD ? 1 : 0;
            double first = sum;
            double center = mean;
            double variance = fault == Fault.NOT_FINITE ? Double.NaN : squares - mean * mean;
            return LossValues.of(new double[] {sum * sum, variance}, (scale, dp) -> {
                for (int i = 0; i < p.length; i++) {
                    double dq = (scaleOf(scale, 0) * 2 * first * t[i])
                            + scaleOf(scale, 1) * 2 * (q(p[i]) - center) / p.length;
                    dq *= fault == Fault.ONE_PERCENT_TOO_MUCH ? 1.01 : 1;
                    dq *= fault == Fault.ONE_VALUE_IS_ZERO && i == 4 ? 0 : 1;
                    dp.data()[dp.offset() + i] += (float) (logits ? dq * q(p[i]) * (1 - q(p[i])) : dq);
                }
            });
        }

        private double scaleOf(float[] scale, int j) {
            return switch (fault) {
                case IGNORES_SCALE -> 1;
                case SETS_ONLY_FIRST_LOSS -> j == 0 ? scale[0] : 0;
                default -> scale[j];
            };
        }
    }

    private static final Tensor TARGETS = Tensor.of(new float[][] {{1, 0, 0.5f}, {0.25f, 1, 0}, {0, 0.75f, 1}});
    private static final Tensor PREDICTIONS =
            Tensor.of(new float[][] {{0.1f, 0.8f, 0.3f}, {0.9f, 0.4f, 0.6f}, {0.2f, 0.7f, 0.5f}});

    @Test
    void acceptsACorrectLoss() {
        assertDoesNotThrow(() -> LossContract.check(new TwoLosses(Fault.NONE, false), TARGETS, PREDICTIONS));
        assertDoesNotThrow(() -> LossContract.check(new TwoLosses(Fault.NONE, true), TARGETS, PREDICTIONS));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ONE_PERCENT_TOO_MUCH   | the gradient of value 0 of the predictions is
            ONE_VALUE_IS_ZERO      | the gradient of value 4 of the predictions is
            IGNORES_SCALE          | and with half of the scales
            SETS_ONLY_FIRST_LOSS   | the gradient of value
            WRITES_PREDICTIONS     | evaluate or its gradient writes to its targets or predictions
            WRITES_FIELD           | evaluate or its gradient writes the field
            NOT_FINITE             | loss 1 of the batch is NaN
            LOGITS_VARIANT_DIFFERS | the losses of logits (fromLogitsVariant of sigmoid) differ
            """)
    void catches(Fault fault, String message) {
        CornetException e = assertThrows(
                CornetException.class, () -> LossContract.check(new TwoLosses(fault, false), TARGETS, PREDICTIONS));
        assertTrue(e.getMessage().startsWith("two_losses: ") && e.getMessage().contains(message), e.getMessage());
    }
}
