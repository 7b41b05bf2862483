package dev.cornet.layers;

import dev.cornet.console.Console;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * y = the mean of each channel over all steps, or over those that a mask lets count.
 *
 * <p>x (batch, steps, channels), y (batch, channels). Reference: Keras' GlobalAveragePooling1D page.
 */
public final class GlobalAveragePooling1D extends BaseGlobalPooling<GlobalAveragePooling1D> {
    @Override
    int axes() {
        return 1;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Tensor share = shares(x, pass);
        int steps = x.shape().dim(1);
        int channels = x.shape().last();
        Tensor y = pass.zeros(
                outputShape(x.shape().withoutBatch()).withBatch(x.shape().dim(0)));
        for (int row = 0; row < share.size(); row++) {
            float s = share.data()[share.offset() + row];
            int xAt = x.offset() + row * channels;
            int yAt = y.offset() + row / steps * channels;
            for (int c = 0; s != 0 && c < channels; c++) {
                y.data()[yAt + c] += s * x.data()[xAt + c];
            }
        }
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            for (int row = 0; row < share.size(); row++) {
                float s = share.data()[share.offset() + row];
                int dxAt = dx.offset() + row * channels;
                int dyAt = dy.offset() + row / steps * channels;
                for (int c = 0; c < channels; c++) {
                    dx.data()[dxAt + c] = s * dy.data()[dyAt + c];
                }
            }
            return dx;
        });
    }

    @Override
    public boolean readsMask() {
        return true;
    }

    /** What each step counts: 1/n for the n steps of a sample that the mask leaves, else 0; NaN where it leaves none. */
    private Tensor shares(Tensor x, Pass pass) {
        int steps = x.shape().dim(1);
        Tensor share = Masks.ones(x.shape().range(0, 2), pass);
        Tensor mask = pass.mask();
        if (mask != null) {
            share.copyFrom(mask);
        }
        for (int from = share.offset(); from < share.offset() + share.size(); from += steps) {
            float counted = 0;
            for (int t = from; t < from + steps; t++) {
                counted += share.data()[t];
            }
            if (counted == 0) {
                Console.warnOnce(describe()
                        + ": all steps of a sample are masked, so their mean is NaN, as in Keras. Leave empty"
                        + " sequences out.");
            }
            for (int t = from; t < from + steps; t++) {
                share.data()[t] /= counted;
            }
        }
        return share;
    }
}
