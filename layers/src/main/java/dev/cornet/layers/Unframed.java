package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Scalable;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightsAndBias;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A layer's product as another convolution makes it, which finds zeros beyond the images' edges instead of in them. */
record Unframed(Scalable layer, Convolution convolution) implements Scalable {
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
    public Tensor finished(Tensor x, WeightsAndBias weights, Epilogue end, Pass pass) {
        return convolution.forward(pass, x, weights, end);
    }
}
