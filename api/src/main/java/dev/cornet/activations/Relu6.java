package dev.cornet.activations;

import dev.cornet.backend.Epilogue;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** ReLU with an upper bound of 6: y = min(max(z, 0), 6), dz = {@code [0 < y < 6]}·dy. Reference: Keras' relu6 activation. */
public final class Relu6 extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(z, Epilogue.RELU6::apply, Relu6::mask);
    }

    private static void mask(float[] y, float[] dy, int from, int to) {
        for (int i = from; i < to; i++) {
            dy[i] *= Elementwise.nonZero(y[i] * (6 - y[i]));
        }
    }

    @Override
    public Epilogue epilogue() {
        return Epilogue.RELU6;
    }

    @Override
    public Output afterEpilogue(Tensor y, Pass pass) {
        return Elementwise.applied(y, Relu6::mask);
    }
}
