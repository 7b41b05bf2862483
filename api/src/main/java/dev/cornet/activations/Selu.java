package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The scaled exponential linear unit, SELU: y = λ·z for z ≥ 0, λ·α·(eᶻ − 1) otherwise; dz = λ·dy or λ·α·eᶻ·dy.
 *
 * <p>λ = 1.0507 and α = 1.6733 are chosen so that activations keep mean 0 and variance 1 from layer to layer, if weights are initialized by
 * lecun_normal. References: Klambauer et al., "Self-normalizing neural networks", NeurIPS 2017; Keras' selu activation.
 */
public final class Selu extends ActivationFunction {
    private static final double LAMBDA = 1.0507009873554805;
    private static final double ALPHA = 1.6732632423543772;

    @Override
    public Output forward(Tensor z, Pass pass) {
        return EluFamily.forward(z, pass, LAMBDA, ALPHA, 1);
    }
}
