package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.P;
import static dev.cornet.losses.LossChecks.assertLosses;
import static dev.cornet.losses.LossChecks.assertRefused;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanSquaredErrorTest {
    @Test
    void acceptsAVectorInPlaceOfAColumn() {
        assertLosses(
                new MeanSquaredError(),
                Tensor.of(new float[] {1, 2}, 2),
                Tensor.of(new float[] {1.5f, 0}, 2, 1),
                0.25,
                4);
        new MeanSquaredError().checkTargets(Tensor.zeros(2), Tensor.zeros(2, 1));
        new MeanSquaredError().checkTargets(Tensor.zeros(2, 1), Tensor.zeros(2));
    }

    @Test
    void rejectsToBroadcastAColumn() {
        assertRefused(
                "mean_squared_error: targets of shape (2, 1) do not fit predictions of shape (2, 3); expected (2, 3). If these are class numbers, make them one-hot by NumericUtils.toCategorical(y, 3) or take losses and metrics for class numbers, as sparse_categorical_crossentropy; if they are numbers to learn, give the last layer one unit.",
                () -> new MeanSquaredError().checkTargets(Tensor.zeros(2, 1), P));
    }
}
