package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Scalable;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightsAndBias;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The convolution of a layer with the zero padding before it absorbed: takes the unpadded images and treats pixels outside them as zeros.
 *
 * @param layer the layer, which has the weights
 * @param convolution the convolution on unpadded images
 */
record PaddingAbsorbingConv(Scalable layer, Convolution convolution) implements Scalable {
    @Override
    public Variable kernel() {
        return layer.kernel();
    }

    @Override
    public @Nullable Variable bias() {
        return layer.bias();
    }

    @Override
    public boolean isEndFree() {
        return layer.isEndFree();
    }

    @Override
    public Tensor finished(Tensor x, WeightsAndBias weights, Epilogue epilogue, Pass pass) {
        return convolution.forward(pass, x, weights, epilogue);
    }
}
