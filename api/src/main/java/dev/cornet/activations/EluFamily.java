package dev.cornet.activations;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The formula that elu, selu and celu share: y = scale·z for z ≥ 0, scale·α·(e^(β·z) − 1) otherwise.
 *
 * <p>e^(β·z) − 1 is computed as 2t/(1 − t) with t = tanh(β·z/2), which stays exact near 0, where the difference would lose its digits.
 */
final class EluFamily {
    private EluFamily() {}

    static Output forward(Tensor z, Pass pass, double scale, double alpha, double beta) {
        float half = (float) (beta / 2);
        float above = (float) scale;
        float below = (float) (scale * alpha);
        float derivativeBelow = (float) (scale * alpha * beta);
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = half * Math.min(zs[i], 0f);
            }
            Tensor v = Elementwise.vector(y, from, to);
            pass.backend().tanh(v, v);
            for (int i = from; i < to; i++) {
                float expm1 = 2 * y[i] / (1 - y[i]);
                float s = 1 - Elementwise.step(-zs[i]); // 1 for z ≥ 0, 0 for z < 0
                y[i] = above * Math.max(zs[i], 0f) + below * expm1;
                zs[i] = above * s + derivativeBelow * (1 + expm1) * (1 - s);
            }
        });
    }
}
