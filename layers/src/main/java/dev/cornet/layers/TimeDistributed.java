package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.graph.ReturnedValueChecks;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Value;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Wrapper that applies a layer to every time step of a sequence, with the same weights: x (batch, steps, …), y (batch, steps, …).
 *
 * <p>All steps are computed at once, as rows of a batch of batch·steps samples. But a layer that mixes the samples of a batch, as
 * BatchNormalization does in training, is run on one step after the other, as in Keras 3. Reference: Keras' TimeDistributed page.
 */
public final class TimeDistributed extends UnaryLayer<TimeDistributed> {
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
    protected List<Layer> sublayers() {
        return List.of(layer);
    }

    /** Also builds the wrapped layer, whose output shape is needed. */
    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                in.rank() >= 3,
                "wants sequences (steps, …), got samples of shape %s. Use the layer itself, or add a Reshape before it.",
                in.withoutBatch());
        List<Value> outs = declared(in);
        require(
                LayerAccess.recurrentStates(layer).isEmpty(),
                "wants a layer that carries nothing on, %s is stateful",
                LayerAccess.describe(layer));
        requireShape(
                outs.size() == 1, "wants a layer of one output, %s has %d", LayerAccess.describe(layer), outs.size());
        requireShape(
                outs.get(0).isRows(),
                "wants a layer that gives an output for each sample, not %s",
                LayerAccess.describe(layer));
        return outs.get(0).shape().withoutBatch().withBatch(in.dim(1)).withBatch(in.dim(0));
    }

    @Override
    protected boolean mixesWithinShards() {
        return LayerAccess.mixesWithinShards(layer);
    }

    @Override
    protected RowUse rowUse(boolean training) {
        return LayerAccess.rowUse(layer, training);
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    /** The outputs that the wrapped layer declares for one step of x, where {@code in} is the shape of x. */
    private List<Value> declared(Shape in) {
        return LayerAccess.outputs(
                layer, List.of(Value.ofSamples(in.withoutBatch().withoutBatch())));
    }

    /** The shape of {@code all} (batch, steps, …) with the steps as rows: (batch·steps, …). */
    private static Shape folded(Shape all) {
        return all.withoutBatch().withoutBatch().withBatch(all.dim(0) * all.dim(1));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        if (LayerAccess.rowUse(layer, pass.training()) == RowUse.MIXES) {
            return new StepwiseRun(layer, x, declared(x.shape()), pass).output();
        }
        int rows = x.shape().dim(0);
        int steps = x.shape().dim(1);
        Tensor folded = x.reshape(folded(x.shape()));
        Tensor mask = pass.mask();
        Tensor foldedMask = mask == null || mask.shape().rank() <= 2 ? null : mask.reshape(folded(mask.shape()));
        Outputs out = pass.nested(
                0,
                steps,
                Collections.singletonList(foldedMask),
                () -> ReturnedValueChecks.run(layer, List.of(folded), declared(x.shape()), rows * steps, pass));
        Tensor y = out.y(0);
        return new Output(y.reshape(y.shape().withoutBatch().withBatch(steps).withBatch(rows)), (dy, grads) -> {
            Tensor dx = out.backward(List.of(dy.reshape(y.shape())), grads).get(0);
            return dx == null ? null : Objects.requireNonNull(dx).reshape(x.shape());
        });
    }

    @Override
    protected @Nullable String lastActivation() {
        return null;
    }
}
