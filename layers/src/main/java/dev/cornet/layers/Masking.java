package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Layer that masks the time steps whose features all equal {@code maskValue} (default 0).
 *
 * <p>y = x, with zeros in masked steps; following layers that support masks skip these steps. x, y (batch, …, features), mask (batch, …).
 * Reference: Keras' Masking page.
 */
public final class Masking extends UnaryLayer<Masking> {
    @Option
    private double maskValue;

    /** Masks steps of zeros. */
    public Masking() {}

    /** Masks steps whose features all equal {@code maskValue}. */
    public Masking(double maskValue) {
        this.maskValue = maskValue;
        validate();
    }

    @Override
    protected void validate() {
        require(Double.isFinite(maskValue), "mask_value must be a finite number, got %s", maskValue);
    }

    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                in.rank() >= 3,
                "wants sequences (steps, features), got samples of shape %s. Add a Reshape(steps, features) before it.",
                in.withoutBatch());
        return in;
    }

    @Override
    protected OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
        return new OutputMask(ins.get(0).range(0, ins.get(0).rank() - 1), (xs, pass) -> mask(xs.get(0), pass));
    }

    private Tensor mask(Tensor x, Pass pass) {
        int n = x.shape().last();
        Tensor mask = pass.zeros(x.shape().range(0, x.shape().rank() - 1));
        float masked = (float) maskValue;
        for (int i = 0; i < x.size(); i++) {
            if (x.data()[x.offset() + i] != masked) {
                mask.data()[mask.offset() + i / n] = 1;
            }
        }
        return mask;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Tensor mask = mask(x, pass);
        Tensor y = pass.tensor(x.shape());
        zeroMasked(x, mask, y);
        return new Output(y, (dy, grads) -> {
            zeroMasked(dy, mask, dy);
            return dy;
        });
    }

    /** y ← x, with zeros where the mask is 0. */
    private static void zeroMasked(Tensor x, Tensor mask, Tensor y) {
        int n = x.shape().last();
        for (int i = 0; i < x.size(); i++) {
            boolean unmasked = mask.data()[mask.offset() + i / n] != 0;
            y.data()[y.offset() + i] = unmasked ? x.data()[x.offset() + i] : 0f;
        }
    }
}
