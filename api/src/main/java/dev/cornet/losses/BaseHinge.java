package dev.cornet.losses;

import dev.cornet.exceptions.DataException;
import dev.cornet.tensor.Tensor;

/**
 * Base of hinge losses, whose labels are −1 and 1, or 0 and 1.
 *
 * @param <L> the loss class itself
 */
abstract class BaseHinge<L extends BaseHinge<L>> extends ElementwiseLoss<L> {
    /** −1 for label 0; other labels unchanged. */
    static double sign(double t) {
        return t == 0 ? -1 : t;
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireSameShape(name(), target.shape(), prediction.shape(), "");
        int zero = -1;
        int minus = -1;
        for (int i = 0; i < target.size(); i++) {
            float t = target.data()[target.offset() + i];
            if (t == 0) {
                zero = i;
            } else if (t == -1) {
                minus = i;
            } else if (t != 1) {
                throw TargetChecks.wrongValue(name(), target, i, "-1 or 1 (or 0 or 1)", "");
            }
        }
        if (zero >= 0 && minus >= 0) {
            throw new DataException(
                    name() + ": the targets hold both 0 and -1; expected labels of -1 and 1, or of 0 and 1.");
        }
    }
}
