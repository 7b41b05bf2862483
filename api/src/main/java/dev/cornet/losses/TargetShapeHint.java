package dev.cornet.losses;

import dev.cornet.tensor.Shape;

/** Hints at the probable mistake when targets do not have the shape of the predictions. */
final class TargetShapeHint {
    private TargetShapeHint() {}

    /** A sentence to append to the message; empty if no mistake is probable. */
    static String of(Shape target, Shape prediction) {
        if (target.rank() == 0 || prediction.rank() == 0 || target.dim(0) != prediction.dim(0)) {
            return "";
        } else if (target.rank() < 3 && prediction.rank() > 3) {
            return " The predictions still have the axes of images: put a Flatten or a GlobalAveragePooling2D before the dense"
                    + " layers.";
        } else if (target.rank() < 3 && prediction.rank() == 3 && !isPerStep(target, prediction)) {
            return " The model answers for each step of a sample: for one answer per sample put a Flatten or a global pooling"
                    + " before the last layer, or leave out returnSequences of the last recurrent one.";
        } else if (TargetChecks.areClassNumbers(target, prediction)) {
            return " If these are class numbers, make them one-hot by NumericUtils.toCategorical(y, "
                    + prediction.last()
                    + ") or take losses and metrics for class numbers, as sparse_categorical_crossentropy; if they are numbers"
                    + " to learn, give the last layer one unit.";
        } else if (prediction.last() == 1 && target.rank() == prediction.rank() && target.last() > 1) {
            return " The targets have " + target.last()
                    + " columns, but the last layer has one unit. For classes give it "
                    + target.last()
                    + " units, softmax and categorical_crossentropy; for yes or no give one target of 0 or 1"
                    + " for each sample (flows of images: classMode(\"binary\")).";
        } else if (target.rank() == prediction.rank()
                && target.range(0, target.rank() - 1).equals(prediction.range(0, prediction.rank() - 1))) {
            return " Give the last layer " + target.last() + (target.last() == 1 ? " unit" : " units")
                    + ", as many as a sample has targets.";
        }
        return "";
    }

    private static boolean isPerStep(Shape target, Shape prediction) {
        return target.rank() == 2 && target.last() == prediction.dim(1) && target.last() > 1;
    }
}
