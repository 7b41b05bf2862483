package dev.cornet.layers;

import dev.cornet.console.Console;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * Global average pooling layer for sequences: y is the mean of each channel over all unmasked steps, NaN if all steps of a sample are
 * masked.
 *
 * <p>x (batch, steps, channels), y (batch, channels), or (batch, 1, channels) with {@code keepdims} (default false). Reference: Keras'
 * GlobalAveragePooling1D page.
 */
public final class GlobalAveragePooling1D extends BaseGlobalPooling<GlobalAveragePooling1D> {
    @Override
    protected int pooledAxes() {
        return 1;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Tensor weights = stepWeights(x, pass);
        int steps = x.shape().dim(1);
        int channels = x.shape().last();
        Tensor y = pass.zeros(outputShape(x.shape()));
        for (int row = 0; row < weights.size(); row++) {
            float weight = weights.data()[weights.offset() + row];
            int xAt = x.offset() + row * channels;
            int yAt = y.offset() + row / steps * channels;
            for (int c = 0; weight != 0 && c < channels; c++) {
                y.data()[yAt + c] += weight * x.data()[xAt + c];
            }
        }
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            for (int row = 0; row < weights.size(); row++) {
                float weight = weights.data()[weights.offset() + row];
                int dxAt = dx.offset() + row * channels;
                int dyAt = dy.offset() + row / steps * channels;
                for (int c = 0; c < channels; c++) {
                    dx.data()[dxAt + c] = weight * dy.data()[dyAt + c];
                }
            }
            return dx;
        });
    }

    @Override
    protected boolean readsMask() {
        return true;
    }

    /** The weight of each step in the mean: 1/n if it is one of a sample's n unmasked steps, 0 if it is masked; NaN if n is 0. */
    private Tensor stepWeights(Tensor x, Pass pass) {
        int steps = x.shape().dim(1);
        Tensor weights = Masks.ones(x.shape().range(0, 2), pass);
        Tensor mask = pass.mask();
        if (mask != null) {
            weights.copyFrom(mask);
        }
        for (int from = weights.offset(); from < weights.offset() + weights.size(); from += steps) {
            float unmasked = 0;
            for (int t = from; t < from + steps; t++) {
                unmasked += weights.data()[t];
            }
            if (unmasked == 0) {
                Console.warnOnce(describe()
                        + ": all steps of a sample are masked, so their mean is NaN, as in Keras. Leave empty"
                        + " sequences out.");
            }
            for (int t = from; t < from + steps; t++) {
                weights.data()[t] /= unmasked;
            }
        }
        return weights;
    }
}
