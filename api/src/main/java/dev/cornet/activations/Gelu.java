package dev.cornet.activations;

import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The Gaussian error linear unit, GELU: y = z·Φ(z), dz = (Φ(z) + z·φ(z))·dy, where Φ is the standard normal distribution function and φ its
 * density.
 *
 * <p>The approximate form has Φ(z) ≈ ½·(1 + t), t = tanh(√(2/π)·(z + 0.044715·z³)). References: Hendrycks, Gimpel, "Gaussian error linear
 * units", 2016; Keras' gelu activation.
 */
// The exact formula: with a = |z|, 1 − Φ(a) = e^(−a²/2)·R(a), where R is smooth (Mills' ratio times φ(0)).
// It is approximated by a polynomial, R(a) ≈ Σ cₖ·uᵏ with u = 1/(1 + 0.35·a), which was fitted by weighted least
// squares for 0 ≤ a ≤ 14.2 and has a relative error below 4·10⁻⁷. For larger a, e^(−a²/2) is below the smallest float.
public final class Gelu extends ActivationFunction {
    private static final float ROOT_2_OVER_PI = 0.7978846f;
    private static final float DENSITY_AT_0 = 0.3989423f;

    @Option
    private boolean approximate;

    /** Whether the approximate form with tanh is used; default false. */
    public Gelu approximate(boolean approximate) {
        this.approximate = approximate;
        requireOptionsUnchanged();
        return this;
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.withDerivative(
                z,
                pass,
                approximate
                        ? (zs, y, from, to) -> approximate(zs, y, from, to, pass)
                        : (zs, y, from, to) -> exact(zs, y, from, to, pass));
    }

    private static void exact(float[] z, float[] y, int from, int to, Pass pass) {
        for (int i = from; i < to; i++) {
            float a = Math.min(Math.abs(z[i]), 14.2f);
            y[i] = -0.5f * a * a;
        }
        Tensor v = Elementwise.vector(y, from, to);
        pass.backend().exp(v, v);
        for (int i = from; i < to; i++) {
            float e = y[i];
            float a = Math.min(Math.abs(z[i]), 14.2f);
            float q = e * millsRatio(1 / (1 + 0.35f * a));
            float s = Elementwise.step(z[i]);
            y[i] = Math.max(z[i], 0f) - a * q;
            z[i] = s + (1 - 2 * s) * q + DENSITY_AT_0 * e * z[i];
        }
    }

    /** R(a) as a polynomial in u; see the comment on the class. */
    private static float millsRatio(float u) {
        return -2.7323191e-5f
                + u
                        * (0.14027047f
                                + u
                                        * (0.13335423f
                                                + u
                                                        * (0.15596454f
                                                                + u
                                                                        * (-0.017029483f
                                                                                + u
                                                                                        * (0.24064764f
                                                                                                + u
                                                                                                        * (-0.20212336f
                                                                                                                + u
                                                                                                                        * 0.048943445f))))));
    }

    /** z is limited to ±10, beyond which t is exactly ±1 and its derivative 0. */
    private static void approximate(float[] z, float[] y, int from, int to, Pass pass) {
        for (int i = from; i < to; i++) {
            float x = Math.min(Math.max(z[i], -10f), 10f);
            y[i] = ROOT_2_OVER_PI * (x + 0.044715f * x * x * x);
        }
        Tensor v = Elementwise.vector(y, from, to);
        pass.backend().tanh(v, v);
        for (int i = from; i < to; i++) {
            float t = y[i];
            float x = Math.min(Math.max(z[i], -10f), 10f);
            float derivative = ROOT_2_OVER_PI * (1 + 0.134145f * x * x) * (1 - t * t);
            y[i] = 0.5f * z[i] * (1 + t);
            z[i] = 0.5f * (1 + t + x * derivative);
        }
    }
}
