package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.layers.Dense;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Means and votes of several models. */
final class EnsembleTest {
    private static final Tensor ONE = Tensor.of(new float[] {1}, 1, 1);

    /** A model that predicts y for the input 1. */
    private static Model predicting(float... y) {
        Sequential model = new Sequential(new Dense(y.length).useBias(false).inputShape(1));
        model.setWeights(Tensor.of(y, 1, y.length));
        return model;
    }

    @Test
    void averagesOutputs() {
        Ensemble ensemble = new Ensemble(predicting(0.2f, 0.8f), predicting(0.6f, 0.4f), predicting(0.1f, 0.9f));
        assertArrayEquals(new float[] {0.3f, 0.7f}, ensemble.predict(ONE).toArray(), 1e-6f);
    }

    @Test
    void theVoteIsTheClassOfMostModels() {
        // the mean would select class 0: (0.9 + 0.3 + 0.3)/3 against (0.1 + 0.4 + 0.3)/3 and (0 + 0.3 + 0.4)/3
        Ensemble ensemble =
                new Ensemble(predicting(0.9f, 0.1f, 0), predicting(0.3f, 0.4f, 0.3f), predicting(0.3f, 0.4f, 0.3f));
        assertArrayEquals(new int[] {1}, ensemble.vote(ONE));
        assertArrayEquals(new int[] {0}, ensemble.predict(ONE).argMax());
    }

    @Test
    void aTieIsDecidedByTheLargerMean() {
        assertArrayEquals(new int[] {1}, new Ensemble(predicting(0.6f, 0.4f), predicting(0.1f, 0.9f)).vote(ONE));
        assertArrayEquals(new int[] {0}, new Ensemble(predicting(0.9f, 0.1f), predicting(0.4f, 0.6f)).vote(ONE));
    }

    @Test
    void aSingleColumnIsTheProbabilityOfClassOne() {
        assertArrayEquals(new int[] {1}, new Ensemble(predicting(0.6f), predicting(0.7f), predicting(0.1f)).vote(ONE));
        assertArrayEquals(new int[] {0}, new Ensemble(predicting(0.6f), predicting(0.1f)).vote(ONE));
    }

    @Test
    void votesForEachSample() {
        Sequential sign = new Sequential(new Dense(2).useBias(false).inputShape(1));
        sign.setWeights(Tensor.of(new float[] {-1, 1}, 1, 2));
        Ensemble ensemble = new Ensemble(List.of(sign));
        assertArrayEquals(new int[] {1, 0, 1}, ensemble.vote(Tensor.of(new float[] {3, -2, 1}, 3, 1)));
    }

    @Test
    void takesAnySourceOfBatches() {
        Sequential sign = new Sequential(new Dense(2).useBias(false).inputShape(1));
        sign.setWeights(Tensor.of(new float[] {-1, 1}, 1, 2));
        Ensemble ensemble = new Ensemble(sign, predicting(1, 0), predicting(0, 1));
        Batches batches =
                Batches.of(2, i -> Batch.of(Tensor.of(i == 0 ? new float[] {3, -2} : new float[] {1, 5}, 2, 1)));
        // (−x + x + 0)/3 and (x + 0 + x)/3, since the other models predict their weights times x
        assertArrayEquals(
                new float[] {0, 2, 0, -4 / 3f, 0, 2 / 3f, 0, 10 / 3f},
                ensemble.predict(batches).toArray(),
                1e-6f);
        assertArrayEquals(new int[] {1, 0, 1, 1}, ensemble.vote(batches));
        Predict first = new Predict().steps(1);
        assertArrayEquals(
                new float[] {0, 2, 0, -4 / 3f}, ensemble.predict(batches, first).toArray(), 1e-6f);
        assertArrayEquals(new int[] {1, 0}, ensemble.vote(batches, first));
    }

    @Test
    void rejectsModelsWithDifferentOutputs() {
        assertEquals(
                "an ensemble needs at least one model, got none. Write new Ensemble(model, inner).",
                assertThrows(OptionException.class, Ensemble::new).getMessage());
        Model two = predicting(0, 1).named("two");
        Model three = predicting(0, 1, 2).named("three");
        assertEquals(
                "an ensemble's models must have outputs of one shape: two (Sequential) has (2), three (Sequential) (3)",
                assertThrows(ShapeException.class, () -> new Ensemble(two, three))
                        .getMessage());
    }
}
