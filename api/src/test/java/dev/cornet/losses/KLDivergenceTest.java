package dev.cornet.losses;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class KLDivergenceTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new KLDivergence();
    }

    @Override
    Tensor targets() {
        return Tensor.of(new float[][] {{0.25f, 0.5f, 0.25f}, {0.1f, 0.2f, 0.7f}});
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(loss(), T, P, 0.05129, 2.30258);
    }

    @Test
    void staysFiniteAtZero() {
        assertFinite(loss(), T, Tensor.zeros(2, 3));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "kl_divergence: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
