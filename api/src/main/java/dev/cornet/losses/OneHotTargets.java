package dev.cornet.losses;

import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** The check of one-hot targets: a row of class probabilities for each row of predictions. The probabilities need not sum to 1. */
final class OneHotTargets {
    private OneHotTargets() {}

    static void check(Loss loss, Tensor target, Tensor prediction) {
        Shape shape = prediction.shape();
        if (shape.last() == 1) {
            throw new ShapeException(
                    loss.name() + ": predictions of shape " + shape + " have one class only, which is always right."
                            + " For yes or no use binary_crossentropy and a sigmoid, or give the last layer a unit"
                            + " per class.");
        }
        String hint = "use sparse_categorical_crossentropy, or make them one-hot by toCategorical.";
        TargetChecks.requireOneHotShape(loss.name(), target.shape(), shape, hint);
        TargetChecks.requireBetween(loss.name(), target, 0, Float.MAX_VALUE, "a probability, 0 or more", "");
    }
}
