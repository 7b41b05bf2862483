package dev.cornet.losses;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class PoissonTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new Poisson();
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(loss(), T, P, 0.35043, 1.10086);
    }

    @Test
    void staysFiniteAtZero() {
        assertFinite(loss(), T, Tensor.zeros(2, 3));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "poisson: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
