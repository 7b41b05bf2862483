package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.losses.CategoricalCrossentropy;
import dev.cornet.losses.ElementwiseLoss;
import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.Loss;
import dev.cornet.losses.MeanAbsoluteError;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LossContractTest {
    private final Tensor y = Tensor.of(new float[] {0, 1, 0, 1, 0, 0}, 2, 3);
    private final Tensor p = Tensor.of(new float[] {0.2f, 0.7f, 0.1f, 0.3f, 0.3f, 0.4f}, 2, 3);

    /** (t − p)⁴ with a gradient that is wrong by a factor. */
    private static final class Fourth extends ElementwiseLoss<Fourth> {
        private final double factor;

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
    private static final class Squares extends FluentLoss<Squares> {
        private final boolean adds;

        Squares(boolean adds) {
            this.adds = adds;
        }

        @Override
        protected double row(float[] t, int tAt, int m, float[] p, int pAt, int n) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += p[pAt + i] * p[pAt + i];
            }
            return sum;
        }

        @Override
        protected void rowGradient(
                float[] t, int tAt, int m, float[] p, int pAt, int n, float scale, float[] dp, int dpAt) {
            for (int i = 0; i < n; i++) {
                dp[dpAt + i] = adds ? dp[dpAt + i] + scale * 2 * p[pAt + i] : 2 * p[pAt + i];
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
}
