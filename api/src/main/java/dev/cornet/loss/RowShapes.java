package dev.cornet.loss;

import dev.cornet.error.ShapeException;
import dev.cornet.tensor.Shape;

/** The check that targets and predictions lie beside each other row by row. */
final class RowShapes {
    private RowShapes() {}

    static void requireSame(Loss loss, Shape target, Shape prediction) {
        boolean column = prediction.last() == 1
                && target.rank() == prediction.rank() - 1
                && target.equals(prediction.range(0, prediction.rank() - 1));
        if (!target.equals(prediction) && !column) {
            throw new ShapeException(loss.name() + ": targets of shape " + target + " do not fit predictions of shape "
                    + prediction + "; expected " + loss.targetShape(prediction) + ".");
        }
    }
}
