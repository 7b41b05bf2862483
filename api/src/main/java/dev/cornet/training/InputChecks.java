package dev.cornet.training;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** The check of the tensors that are given to a model. */
final class InputChecks {
    private InputChecks() {}

    /** Throws unless there is one tensor of samples for each input, of the shape of that input. */
    static void require(TrainableModel model, List<Symbol> inputs, List<Tensor> xs) {
        Arguments.nonNullElements(xs, () -> model.describe() + ": the list of inputs");
        if (xs.size() != inputs.size()) {
            throw new ShapeException(model.describe() + ": takes " + inputs.size()
                    + (inputs.size() == 1 ? " input (" : " inputs (")
                    + String.join(
                            ", ",
                            inputs.stream().map(o -> o.node().layer().name()).toList()) + "), got "
                    + xs.size() + ". Give one tensor for each.");
        }
        for (int i = 0; i < inputs.size(); i++) {
            Shape expected = inputs.get(i).shape().withoutBatch();
            Shape given = xs.get(i).shape();
            if (given.rank() == 0 || !given.withoutBatch().equals(expected)) {
                throw new ShapeException(model.describe() + ": input " + i + " ("
                        + inputs.get(i).node().layer().name() + ") expects samples of shape " + expected
                        + ", so data of shape " + inputs.get(i).shape() + ", but got " + given + "."
                        + InputShapeHint.of(expected, given));
            }
        }
    }
}
