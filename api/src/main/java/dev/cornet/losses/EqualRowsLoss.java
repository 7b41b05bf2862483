package dev.cornet.losses;

import dev.cornet.tensor.Tensor;

/**
 * A loss that compares each row of predictions with a row of targets of the same length.
 *
 * @param <L> the loss class itself
 */
abstract class EqualRowsLoss<L extends RowLoss<L>> extends RowLoss<L> {
    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        super.checkTargets(target, prediction);
        TargetChecks.requireSameRows(name(), target.shape(), prediction.shape());
    }
}
