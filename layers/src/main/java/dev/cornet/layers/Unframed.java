package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.layer.KernelBias;
import dev.cornet.layer.Pass;
import dev.cornet.layer.Scalable;
import dev.cornet.layer.Variable;
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
    public Tensor finished(Tensor x, KernelBias weights, Epilogue end, Pass pass) {
        return convolution.forward(pass, x, weights, end);
    }
}
