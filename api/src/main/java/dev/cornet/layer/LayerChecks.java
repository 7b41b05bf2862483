package dev.cornet.layer;

import dev.cornet.console.Console;
import dev.cornet.error.CornetException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** What a user is told about a layer before any number is computed. */
final class LayerChecks {
    private LayerChecks() {}

    /** The shapes of the outputs of a layer just built; warns of a softmax over one value, as Keras does. */
    static List<Shape> built(Layer layer, List<Shape> outs) {
        boolean softmax = layer.sublayers().isEmpty() && "softmax".equals(layer.lastActivation());
        if (softmax && outs.get(0).rank() > 0 && outs.get(0).last() == 1) {
            Console.warnOnce(layer.describe() + ": a softmax over the last axis of samples of shape " + outs.get(0)
                    + " is always 1, for that axis has one value. Use \"sigmoid\", or one unit for each class.");
        }
        return outs;
    }

    /** Refuses values that do not fit the weights of a layer, one for each. */
    static void requireWeights(Layer layer, List<Variable> weights, List<Tensor> values) {
        layer.requireShape(
                values.size() == weights.size(),
                "expected %d weight arrays, got %d. The weights are %s.",
                weights.size(),
                values.size(),
                weights);
        for (int i = 0; i < values.size(); i++) {
            layer.requireShape(
                    values.get(i).shape().equals(weights.get(i).shape()),
                    "weight %d (%s) has shape %s, got %s",
                    i,
                    weights.get(i).path(),
                    weights.get(i).shape(),
                    values.get(i).shape());
        }
    }

    /** The number of values in all weights, which are known once the layer is built. */
    static long countParams(Layer layer) {
        if (!isBuilt(layer)) {
            throw new CornetException(
                    layer.describe() + ": it is not built yet, so it has no weights to be counted. Give the"
                            + " first layer an inputShape(…), or run the model on data before.");
        }
        return layer.variables().stream().mapToLong(v -> v.shape().size()).sum();
    }

    private static boolean isBuilt(Layer layer) {
        return layer.isBuilt()
                || (!layer.sublayers().isEmpty() && layer.sublayers().stream().allMatch(LayerChecks::isBuilt));
    }
}
