package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.assertRefused;
import static dev.cornet.losses.LossChecks.scales;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LossTest {
    private static final Tensor T = Tensor.zeros(2, 2, 3);
    private static final Tensor P = Tensor.zeros(2, 2, 3);

    @Test
    void scalesFollowTheReduction() {
        MeanSquaredError loss = new MeanSquaredError();
        float[] quarters = {0.25f, 0.25f, 0.25f, 0.25f};
        float[] ones = {1, 1, 1, 1};
        assertArrayEquals(quarters, scales(loss, T, P, null));
        assertArrayEquals(quarters, scales(loss.reduction("mean_with_sample_weight"), T, P, null));
        assertArrayEquals(quarters, scales(loss.reduction("mean"), T, P, null));
        assertArrayEquals(ones, scales(loss.reduction("sum"), T, P, null));
        assertArrayEquals(ones, scales(loss.reduction(Reduction.NONE), T, P, null));
    }

    @Test
    void weightsBelongToSamplesOrRows() {
        MeanSquaredError loss = new MeanSquaredError();
        Tensor perSample = Tensor.of(new float[] {1, 3}, 2);
        Tensor perRow = Tensor.of(new float[] {1, 0, 2, 5}, 2, 2);
        assertArrayEquals(new float[] {0.25f, 0.25f, 0.75f, 0.75f}, scales(loss, T, P, perSample));
        assertArrayEquals(new float[] {0.25f, 0, 0.5f, 1.25f}, scales(loss, T, P, perRow));
        loss.reduction("mean_with_sample_weight");
        // Keras divides by the sum of the weights as given, 1 + 3, although each belongs to two rows
        assertArrayEquals(new float[] {0.25f, 0.25f, 0.75f, 0.75f}, scales(loss, T, P, perSample));
        assertArrayEquals(new float[] {0.125f, 0, 0.25f, 0.625f}, scales(loss, T, P, perRow));
    }

    /** Targets (n, t) with predictions (n, t, 1) are n losses in Keras, each a mean over t. */
    @Test
    void targetsWithoutTheLastAxisAreAveragedOverSteps() {
        MeanSquaredError loss = new MeanSquaredError();
        Tensor t = Tensor.zeros(2, 4);
        Tensor p = Tensor.zeros(2, 4, 1);
        Tensor perSample = Tensor.of(new float[] {1, 3}, 2);
        assertArrayEquals(all(8, 0.125f), scales(loss, t, p, null));
        assertArrayEquals(all(8, 0.25f), scales(loss.reduction("sum"), t, p, null));
        loss.reduction("mean_with_sample_weight");
        assertArrayEquals(all(8, 0.125f), scales(loss, t, p, null));
        float[] weighted = scales(loss, t, p, perSample); // (Σ w·mean) / (1 + 3)
        assertEquals(0.0625f, weighted[3]);
        assertEquals(0.1875f, weighted[4]);
        assertArrayEquals(all(2, 1), scales(loss.reduction("sum"), Tensor.zeros(2), Tensor.zeros(2, 1), null));
    }

    @Test
    void lossesOverARowRefuseTargetsWithoutTheLastAxis() {
        String hint =
                "targets of shape (2, 4) beside predictions of shape (2, 4, 1) leave open what a row is: 4 values each, as in"
                        + " Keras, or one. Let the model end with new Reshape(4) for rows of 4, or give targets of shape (2, 4, 1).";
        Tensor t = Tensor.zeros(2, 4);
        Tensor p = Tensor.zeros(2, 4, 1);
        assertRefused("cosine_similarity: " + hint, () -> new CosineSimilarity().checkTargets(t, p));
        assertRefused("kl_divergence: " + hint, () -> new KLDivergence().checkTargets(t, p));
        new CosineSimilarity().checkTargets(Tensor.zeros(2), Tensor.zeros(2, 1));
    }

    private static float[] all(int n, float value) {
        float[] values = new float[n];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void weightsOfZeroGiveNoNaN() {
        Tensor zeros = Tensor.zeros(2);
        assertArrayEquals(
                new float[4], scales(new MeanSquaredError().reduction("mean_with_sample_weight"), T, P, zeros));
    }

    @Test
    void ignoredRowsHaveScaleZero() {
        Tensor t = Tensor.of(new int[] {0, 2, 2, 2}, 2, 2);
        SparseCategoricalCrossentropy loss = new SparseCategoricalCrossentropy().ignoreClass(2);
        Tensor weight = Tensor.of(new float[] {3, 4}, 2);
        assertArrayEquals(new float[] {3, 0, 0, 0}, scales(loss, t, P, weight));
        assertArrayEquals(new float[] {1, 0, 0, 0}, scales(loss.reduction("mean_with_sample_weight"), t, P, weight));
        assertArrayEquals(new float[4], scales(loss, Tensor.of(new int[] {2, 2, 2, 2}, 2, 2), P, null));
    }

    @Test
    void rejectsWeightsOfAnotherNumber() {
        assertRefused(
                "mean_squared_error: weights of shape (3) do not fit; expected one for each of 2 samples, or one for"
                        + " each of their 4 rows.",
                () -> scales(new MeanSquaredError(), T, P, Tensor.zeros(3)));
        assertRefused(
                "mean_squared_error: weights of shape (3) do not fit; expected one for each of 2 samples, as a tensor of shape (2).",
                () -> scales(new MeanSquaredError(), Tensor.zeros(2, 3), Tensor.zeros(2, 3), Tensor.zeros(3)));
    }

    @Test
    void rejectsShapesThatDoNotFitWhenCalledByHand() {
        MeanSquaredError loss = new MeanSquaredError();
        Tensor wide = Tensor.zeros(4, 3);
        Tensor narrow = Tensor.zeros(4, 2);
        assertThrows(ShapeException.class, () -> loss.losses(wide, narrow, new double[4]));
        assertThrows(ShapeException.class, () -> loss.losses(narrow, wide, new double[4]));
        assertThrows(ShapeException.class, () -> loss.gradient(narrow, wide, new float[4], Tensor.zeros(4, 3)));
        assertThrows(ShapeException.class, () -> loss.rowScales(narrow, wide, null, new float[4]));
        SparseCategoricalCrossentropy sparse = new SparseCategoricalCrossentropy();
        assertThrows(ShapeException.class, () -> sparse.losses(wide, wide, new double[4]));
        Tensor noClass = Tensor.of(new float[] {0, 5, 0, 0}, 4);
        assertThrows(DataException.class, () -> sparse.losses(noClass, wide, new double[4]));
        assertRefused(
                "mean_squared_error: expected an array l of one value per row of the predictions, 4 in all, got room for 3.",
                () -> loss.losses(wide, wide, new double[3]));
        assertRefused(
                "mean_squared_error: expected an array scale of one value per row of the predictions, 4 in all, got room for 3.",
                () -> loss.gradient(wide, wide, new float[3], Tensor.zeros(4, 3)));
        assertRefused(
                "mean_squared_error: the gradient dp has the shape of the predictions, (4, 3), got (4, 2).",
                () -> loss.gradient(wide, wide, new float[4], narrow));
        assertRefused(
                "mean_squared_error: the argument target must not be null",
                () -> loss.losses(null, wide, new double[4]));
    }

    @Test
    void rejectsAnUnknownReduction() {
        assertRefused(
                "MeanSquaredError: unknown reduction \"mean_of_all\"; known are sum_over_batch_size, mean, sum,"
                        + " mean_with_sample_weight, none.",
                () -> new MeanSquaredError().reduction("mean_of_all"));
    }

    @Test
    void isNamedByItsClassOrByTheUser() {
        assertEquals("mean_squared_error", new MeanSquaredError().name());
        assertEquals("kl_divergence", new KLDivergence().name());
        assertEquals("far", new MeanSquaredError().named("far").name());
    }
}
