package dev.cornet.losses;

import dev.cornet.tensor.Tensor;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CosineSimilarityTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new CosineSimilarity();
    }

    /** A case with another axis. This loss always uses the last axis; Keras' config does not have the axis either. */
    @Override
    Set<String> casesTestedSeparately() {
        return Set.of("cosine_similarity_axis1");
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(loss(), T, P, -0.99862, -0.12309);
    }

    @Test
    void staysFiniteForRowsOfZeros() {
        assertFinite(loss(), T, Tensor.zeros(2, 3));
        assertFinite(loss(), Tensor.zeros(2, 3), P);
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "cosine_similarity: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
