package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.SplitActivation;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Softmax activation as a layer: y = eˣ/Σeˣ along an axis (default −1, the last), in the shape of x. Reference: Keras' Softmax page. */
public final class Softmax extends UnaryLayer<Softmax> {
    @Option
    private int axis = -1;

    /** Softmax along the last axis. */
    public Softmax() {}

    /** Softmax along {@code axis}, counted as in Keras with the batch axis as 0; negative from the end. */
    public Softmax(int axis) {
        this.axis = axis;
        validate();
    }

    @Override
    protected void validate() {
        SampleAxis.requireNotBatch(this, axis);
    }

    @Override
    protected Shape outputShape(Shape in) {
        SampleAxis.indexIn(this, axis, in);
        return in;
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return Activation.applied(new dev.cornet.activations.Softmax().axis(axis), x, pass);
    }

    @Override
    protected @Nullable String lastActivation() {
        return "softmax";
    }

    @Override
    protected SplitActivation splitActivation() {
        return new SplitActivation(null, this);
    }

    @Override
    protected int activationAxis() {
        return axis;
    }
}
