package dev.cornet.activations;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The leaky ReLU activation: y = z for z > 0, negativeSlope·z otherwise; dz = dy or negativeSlope·dy.
 *
 * <p>negativeSlope is 0.2 by default, as in Keras' activation; Keras' layer LeakyReLU has 0.3. References: Maas, Hannun, Ng, "Rectifier
 * nonlinearities improve neural network acoustic models", ICML 2013; Keras' leaky_relu activation.
 */
public final class LeakyRelu extends BaseRelu<LeakyRelu> {
    /** With negativeSlope 0.2. */
    public LeakyRelu() {
        super(0.2);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        return forward(z, pass, (float) negativeSlope);
    }
}
