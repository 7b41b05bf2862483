package dev.cornet.activations;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * What elu, selu and celu share: y = scale·z for z ≥ 0, scale·α·(e^(β·z) − 1) else.
 *
 * <p>With t = tanh(β·z/2), e^(β·z) − 1 = 2t/(1 − t): exact also near 0, where e^(β·z) − 1 would cancel.
 */
final class ExponentialUnit {
    private ExponentialUnit() {}

    static Output forward(Tensor z, Pass pass, double scale, double alpha, double beta) {
        float half = (float) (beta / 2);
        float above = (float) scale;
        float below = (float) (scale * alpha);
        float slope = (float) (scale * alpha * beta);
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = half * Math.min(zs[i], 0f);
            }
            pass.backend().tanh(to - from, y, from, y, from);
            for (int i = from; i < to; i++) {
                float less = 2 * y[i] / (1 - y[i]);
                float s = 1 - Elementwise.step(-zs[i]); // 0 itself counts as above
                y[i] = above * Math.max(zs[i], 0f) + below * less;
                zs[i] = above * s + slope * (1 + less) * (1 - s);
            }
        });
    }
}
