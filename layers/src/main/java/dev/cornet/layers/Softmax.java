package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Pass;
import dev.cornet.nn.SplitActivation;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Softmax activation as a layer: y = eˣ/Σeˣ along an axis (default −1, the last), in the shape of x.
 *
 * <p>A mask has one value for each value of x: where it is 0, x counts as −∞, and y is 0. A mask of fewer axes, as that of the steps of a
 * sequence, is refused, as in Keras; the layer {@link Activation} computes softmax whatever the mask. Reference: Keras' Softmax page.
 */
public final class Softmax extends UnaryLayer<Softmax> {
    /** Keras' number for masked values, far below all others. */
    private static final float MASKED = -1e9f;

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
    protected boolean readsMask() {
        return true;
    }

    @Override
    protected @Nullable OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
        Shape mask = masks.isEmpty() ? null : masks.get(0);
        if (mask == null) {
            return null;
        }
        requireShape(
                mask.equals(ins.get(0)),
                "wants a mask with a value for each value of a sample, of shape %s; got one of shape %s, as for the steps of a"
                        + " sequence. Use Activation(\"softmax\"), which computes masked steps as all others.",
                ins.get(0).withoutBatch(),
                mask.withoutBatch());
        return OutputMask.ofInput(mask);
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        ActivationFunction softmax = new dev.cornet.activations.Softmax().axis(axis);
        Tensor mask = pass.mask();
        if (mask == null) {
            return Activation.applied(softmax, x, pass);
        }
        Tensor z = pass.tensor(x.shape());
        z.copyFrom(x);
        replaceMasked(z, mask, MASKED);
        Output out = softmax.forward(z, pass);
        replaceMasked(out.y(), mask, 0); // changes only rows of which all is masked
        return new Output(out.y(), (dy, grads) -> {
            replaceMasked(dy, mask, 0);
            return out.backward().apply(dy, grads);
        });
    }

    /** x ← value where the mask is 0 */
    private static void replaceMasked(Tensor x, Tensor mask, float value) {
        for (int i = 0; i < x.size(); i++) {
            if (mask.data()[mask.offset() + i] == 0) {
                x.data()[x.offset() + i] = value;
            }
        }
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
