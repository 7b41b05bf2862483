package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The hard SiLU activation, also "hard_swish": y = z·h with h = min(max(z/6 + ½, 0), 1), dz = (h + ⅙·z·{@code [|z| < 3]})·dy.
 *
 * <p>References: Howard et al., "Searching for MobileNetV3", ICCV 2019; Keras' hard_silu activation.
 */
public final class HardSilu extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = zs[i] * Math.min(Math.max(zs[i] + 3, 0f), 6f) / 6;
            }
            for (int i = from; i < to; i++) {
                float inside = Elementwise.step(3 - Math.abs(zs[i]));
                zs[i] = (Math.min(Math.max(zs[i] + 3, 0f), 6f) + inside * zs[i]) / 6;
            }
        });
    }
}
