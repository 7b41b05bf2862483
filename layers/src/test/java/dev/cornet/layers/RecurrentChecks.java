package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Base class of the tests of recurrent layers with gates or one activation: the errors that they have in common. */
abstract class RecurrentChecks extends LayerChecks {
    /**
     * @param layer the layer by its units
     * @param states the number of its states
     */
    final <L extends GatedRNN<L>> void rejectsBadOptions(IntFunction<L> layer, int states) {
        rejects(layerName() + ": units, the number of outputs, must be positive, got 0", () -> layer.apply(0));
        rejects(
                layerName() + ": dropout must be between 0 and 1, got 2.0",
                () -> layer.apply(2).dropout(2).check());
        rejects(
                layerName() + ": recurrent_dropout must be between 0 and 1, got -0.5",
                () -> layer.apply(2).recurrentDropout(-0.5).check());
        rejectsSamples(
                layerName()
                        + ": wants sequences (steps, features), got samples of shape (4). Add an Embedding or a"
                        + " Reshape(steps, features) before it, or give the recurrent layer before it returnSequences(true).",
                layer.apply(2),
                Shape.of(4));
        rejectsSamples(
                layerName() + ": takes a sequence, alone or with as many states to begin with as it has (" + states
                        + "), got " + (states + 2) + " inputs",
                layer.apply(2),
                withStates(Shape.of(2), states + 1));
        rejectsSamples(
                layerName() + ": wants states of shape (2), got (3)", layer.apply(2), withStates(Shape.of(3), states));
    }

    /** The shapes of a sequence and of states after it. */
    private static Shape[] withStates(Shape state, int states) {
        return Stream.concat(
                        Stream.of(Shape.of(3, 4)), Stream.generate(() -> state).limit(states))
                .toArray(Shape[]::new);
    }
}
