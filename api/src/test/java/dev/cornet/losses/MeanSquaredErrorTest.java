package dev.cornet.losses;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanSquaredErrorTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new MeanSquaredError();
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(loss(), T, P, 0.00167, 0.48667);
    }

    @Test
    void acceptsAVectorInPlaceOfAColumn() {
        assertLosses(loss(), Tensor.of(new float[] {1, 2}, 2), Tensor.of(new float[] {1.5f, 0}, 2, 1), 0.25, 4);
        loss().checkTargets(Tensor.zeros(2), Tensor.zeros(2, 1));
        loss().checkTargets(Tensor.zeros(2, 1), Tensor.zeros(2));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "mean_squared_error: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }

    @Test
    void rejectsToBroadcastAColumn() {
        assertRefused(
                "mean_squared_error: targets of shape (2, 1) do not fit predictions of shape (2, 3); expected (2, 3). If these are class numbers, make them one-hot by NumericUtils.toCategorical(y, 3) or take losses and metrics for class numbers, as sparse_categorical_crossentropy; if they are numbers to learn, give the last layer one unit.",
                () -> loss().checkTargets(Tensor.zeros(2, 1), P));
    }

    @Test
    void rejectsTargetsThatAreNotFinite() {
        assertRefused(
                "mean_squared_error: the target of row 1, 0 is NaN; expected a finite number.",
                () -> loss().checkTargets(Tensor.of(new float[][] {{1, 2}, {Float.NaN, 3}}), Tensor.zeros(2, 2)));
    }
}
