package dev.cornet.activation;

import dev.cornet.layer.ActivationFunction;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Tensor;

/**
 * y = z·h with h = min(max(z/6 + ½, 0), 1), dz = (h + ⅙·z·[0 < h < 1])·dy; also "hard_swish".
 *
 * <p>References: Howard et al., "Searching for MobileNetV3", ICCV 2019; Keras' hard_silu activation.
 */
public final class HardSilu extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = Math.min(Math.max(zs[i] + 3, 0f), 6f) / 6;
            }
            for (int i = from; i < to; i++) {
                float h = y[i];
                y[i] = zs[i] * h;
                zs[i] = h + Elementwise.step(h) * Elementwise.step(1 - h) / 6 * zs[i];
            }
        });
    }
}
