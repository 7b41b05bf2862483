package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.graph.ReturnedValueChecks;
import dev.cornet.graph.SubgraphLayer;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A layer applied to each step of a sequence by itself, with the same weights: x (batch, steps, …), y (batch, steps, …).
 *
 * <p>All steps run at once, as rows of one batch; but in training a layer whose samples depend on each other, as those of
 * BatchNormalization do, sees one step after the other, as in Keras 3. Reference: Keras' TimeDistributed page.
 */
public final class TimeDistributed extends Fluent<TimeDistributed> {
    @Option(required = true)
    @SuppressWarnings("NullAway.Init") // read from records by reflection
    private Layer layer;

    @SuppressWarnings("NullAway.Init") // see layer
    private TimeDistributed() {}

    /** {@code layer} at each step. */
    public TimeDistributed(Layer layer) {
        Arguments.given(layer, "TimeDistributed", "layer");
        this.layer = layer;
    }

    /** The layer inside. */
    public Layer layer() {
        return layer;
    }

    @Override
    public List<Layer> sublayers() {
        return List.of(layer);
    }

    @Override
    protected void build(Shape in) {} // outputShape has connected the layer inside

    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                in.rank() >= 2,
                "wants sequences (steps, …), got samples of shape %s. Use the layer itself, or add a Reshape before it.",
                in);
        List<Shape> outs = layer.buildOrCheck(List.of(in.withoutBatch()));
        require(layer.carried().isEmpty(), "wants a layer that carries nothing on, %s is stateful", layer.describe());
        requireShape(outs.size() == 1, "wants a layer of one output, %s has %d", layer.describe(), outs.size());
        return outs.get(0).withBatch(in.dim(0));
    }

    @Override
    public boolean needsWholeBatch() {
        return layer.needsWholeBatch();
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    /** True for a layer whose samples depend on each other; recurrent layers want the whole batch only to share it out themselves. */
    private static boolean mixes(Layer layer) {
        if (layer instanceof BaseRNN<?> || layer instanceof Bidirectional || !layer.needsWholeBatch()) {
            return false;
        }
        boolean wraps = layer instanceof SubgraphLayer || layer instanceof TimeDistributed;
        return !wraps || layer.sublayers().stream().anyMatch(TimeDistributed::mixes);
    }

    /** The same in predictions: true for a model in which such a layer is called as in training. */
    private static boolean mixesAlways(Layer layer) {
        if (layer instanceof SubgraphLayer model) {
            return model.graph().trainsInPredictions()
                    && model.graph().nodes().stream()
                            .anyMatch(node -> Boolean.TRUE.equals(node.call().training())
                                    ? mixes(node.layer())
                                    : mixesAlways(node.layer()));
        }
        return layer instanceof TimeDistributed within && mixesAlways(within.layer);
    }

    /** What the layer inside has declared for one step. */
    private List<Shape> declared(Tensor x) {
        return layer.buildOrCheck(List.of(x.shape().withoutBatch().withoutBatch()));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        if (pass.training() ? mixes(layer) : mixesAlways(layer)) {
            return new StepByStep(layer, x, declared(x), pass).output();
        }
        int rows = x.shape().dim(0);
        int steps = x.shape().dim(1);
        Tensor folded = x.reshape(x.shape().withoutBatch().withoutBatch().withBatch(rows * steps));
        Tensor mask = pass.mask();
        Tensor within = mask == null || mask.shape().rank() <= 2
                ? null
                : mask.reshape(mask.shape().withoutBatch().withoutBatch().withBatch(rows * steps));
        Outputs out = pass.nested(
                0,
                steps,
                Collections.singletonList(within),
                () -> ReturnedValueChecks.run(layer, List.of(folded), declared(x), pass));
        Tensor y = out.y(0);
        return new Output(y.reshape(y.shape().withoutBatch().withBatch(steps).withBatch(rows)), (dy, grads) -> {
            Tensor given = dy.reshape(y.shape());
            Tensor dx = out.backward(List.of(given), grads).get(0);
            return dx == null ? null : Objects.requireNonNull(dx).reshape(x.shape());
        });
    }

    @Override
    public @Nullable String lastActivation() {
        return null;
    }
}
