package dev.cornet.losses;

import dev.cornet.exceptions.DataException;
import dev.cornet.tensor.Tensor;

/** The labels of hinge losses: −1 and 1, or 0 and 1. */
final class HingeLabels {
    private HingeLabels() {}

    /** −1 for label 0; other labels unchanged. */
    static double sign(double t) {
        return t == 0 ? -1 : t;
    }

    static void check(Loss loss, Tensor target, Tensor prediction) {
        TargetChecks.requireSameShape(loss.name(), target.shape(), prediction.shape(), "");
        int zero = -1;
        int minus = -1;
        for (int i = 0; i < target.size(); i++) {
            float t = target.data()[target.offset() + i];
            if (t == 0) {
                zero = i;
            } else if (t == -1) {
                minus = i;
            } else if (t != 1) {
                throw TargetChecks.wrongValue(loss.name(), target, i, "-1 or 1 (or 0 or 1)", "");
            }
        }
        if (zero >= 0 && minus >= 0) {
            throw new DataException(
                    loss.name() + ": the targets hold both 0 and -1; expected labels of -1 and 1, or of 0 and 1.");
        }
    }
}
