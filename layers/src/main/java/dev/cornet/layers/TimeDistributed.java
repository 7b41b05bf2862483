package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.graph.ReturnedValueChecks;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.SubgraphLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Wrapper that applies a layer to every time step of a sequence, with the same weights: x (batch, steps, …), y (batch, steps, …).
 *
 * <p>All steps are computed at once, as rows of a batch of batch·steps samples. In training a layer whose samples depend on each other,
 * such as BatchNormalization, is run on one step after the other, as in Keras 3. Reference: Keras' TimeDistributed page.
 */
public final class TimeDistributed extends Fluent<TimeDistributed> {
    @Option(required = true)
    @SuppressWarnings("NullAway.Init") // set by reflection when a saved model is read
    private Layer layer;

    @SuppressWarnings("NullAway.Init") // see layer
    private TimeDistributed() {}

    /** Applies {@code layer} to each step. */
    public TimeDistributed(Layer layer) {
        Arguments.notNull(layer, "TimeDistributed", "layer");
        this.layer = layer;
    }

    /** The wrapped layer. */
    public Layer layer() {
        return layer;
    }

    @Override
    public List<Layer> sublayers() {
        return List.of(layer);
    }

    @Override
    protected void build(Shape in) {} // outputShape has built the wrapped layer

    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                in.rank() >= 2,
                "wants sequences (steps, …), got samples of shape %s. Use the layer itself, or add a Reshape before it.",
                in);
        List<Shape> outs = layer.buildOrCheck(List.of(in.withoutBatch()));
        require(
                layer.recurrentStates().isEmpty(),
                "wants a layer that carries nothing on, %s is stateful",
                layer.describe());
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

    /**
     * Whether the samples of a batch depend on each other in training. Recurrent layers are excluded: they take the whole batch only to
     * divide it among threads themselves.
     */
    private static boolean mixesSamples(Layer layer) {
        if (layer instanceof BaseRNN<?> || layer instanceof Bidirectional || !layer.needsWholeBatch()) {
            return false;
        }
        boolean wraps = layer instanceof SubgraphLayer || layer instanceof TimeDistributed;
        return !wraps || layer.sublayers().stream().anyMatch(TimeDistributed::mixesSamples);
    }

    /**
     * Whether the samples of a batch depend on each other outside training, as in a model that calls a BatchNormalization with {@code
     * training(true)}.
     */
    private static boolean mixesSamplesInInference(Layer layer) {
        if (layer instanceof SubgraphLayer model) {
            return model.graph().containsTrainingCall()
                    && model.graph().nodes().stream()
                            .anyMatch(node -> Boolean.TRUE.equals(node.call().training())
                                    ? mixesSamples(node.layer())
                                    : mixesSamplesInInference(node.layer()));
        }
        return layer instanceof TimeDistributed wrapper && mixesSamplesInInference(wrapper.layer);
    }

    /** The output shapes of the wrapped layer for one step. */
    private List<Shape> declaredShapes(Tensor x) {
        return layer.buildOrCheck(List.of(x.shape().withoutBatch().withoutBatch()));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        if (pass.training() ? mixesSamples(layer) : mixesSamplesInInference(layer)) {
            return new StepwiseRun(layer, x, declaredShapes(x), pass).output();
        }
        int rows = x.shape().dim(0);
        int steps = x.shape().dim(1);
        Tensor folded = x.reshape(x.shape().withoutBatch().withoutBatch().withBatch(rows * steps));
        Tensor mask = pass.mask();
        Tensor foldedMask = mask == null || mask.shape().rank() <= 2
                ? null
                : mask.reshape(mask.shape().withoutBatch().withoutBatch().withBatch(rows * steps));
        Outputs out = pass.nested(
                0,
                steps,
                Collections.singletonList(foldedMask),
                () -> ReturnedValueChecks.run(layer, List.of(folded), declaredShapes(x), pass));
        Tensor y = out.y(0);
        return new Output(y.reshape(y.shape().withoutBatch().withBatch(steps).withBatch(rows)), (dy, grads) -> {
            Tensor dx = out.backward(List.of(dy.reshape(y.shape())), grads).get(0);
            return dx == null ? null : Objects.requireNonNull(dx).reshape(x.shape());
        });
    }

    @Override
    public @Nullable String lastActivation() {
        return null;
    }
}
