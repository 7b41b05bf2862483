package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.P;
import static dev.cornet.losses.LossChecks.T;
import static dev.cornet.losses.LossChecks.assertFinite;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class CosineSimilarityTest {
    @Test
    void staysFiniteForRowsOfZeros() {
        assertFinite(new CosineSimilarity(), T, Tensor.zeros(2, 3));
        assertFinite(new CosineSimilarity(), Tensor.zeros(2, 3), P);
    }
}
