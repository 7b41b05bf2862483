package dev.cornet.metric;

import static dev.cornet.metric.MetricContract.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MetricTest {
    private static final Tensor T = Tensor.of(new float[] {0, 0, 0, 0}, 2, 2, 1);
    private static final Tensor P = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2, 1);

    @Test
    void weightsBelongToSamplesOrRows() {
        Metric metric = new MeanAbsoluteError();
        metric.update(T, P, Tensor.of(new float[] {1, 3}, 2));
        // (1·1.5 + 3·3.5) / 4
        assertEquals(3, metric.result());
        metric.reset();
        metric.update(T, P, Tensor.of(new float[] {1, 0, 0, 1}, 2, 2));
        assertEquals(2.5, metric.result());
    }

    @Test
    void rejectsWeightsOfAnotherNumber() {
        assertRefused(
                "mean_absolute_error: weights of shape (3) do not fit; expected one for each of 2 samples, or one"
                        + " for each of their 4 rows.",
                () -> new MeanAbsoluteError().update(T, P, Tensor.zeros(3)));
        assertRefused(
                "precision: weights of shape (3) do not fit; expected one for each of 2 samples, or one for each of"
                        + " their 4 rows.",
                () -> new Precision().update(T, P, Tensor.zeros(3)));
    }

    @Test
    void readsViewsFromTheirOffset() {
        Metric metric = new BinaryAccuracy();
        Tensor t = Tensor.of(new float[] {9, 1, 0}, 3, 1).rows(1, 3);
        Tensor p = Tensor.of(new float[] {9, 0.75f, 0.75f}, 3, 1).rows(1, 3);
        metric.update(t, p, Tensor.of(new float[] {9, 3, 1}, 3).rows(1, 3));
        assertEquals(0.75, metric.result());
    }

    @Test
    void aChangedOptionForgetsWhatWasMeasured() {
        Precision metric = new Precision();
        metric.update(T, P, null);
        metric.thresholds(0.25);
        assertEquals(0, metric.result());
    }
}
