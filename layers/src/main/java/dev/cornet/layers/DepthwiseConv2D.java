package dev.cornet.layers;

import dev.cornet.activations.Linear;
import dev.cornet.backend.Epilogue;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;

/**
 * Depthwise 2D convolution layer: y = φ(x ∗ W + b), where each channel is convolved only with its own kernels.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels·multiplier). Weights: W "kernel" (kernelHeight,
 * kernelWidth, channels, multiplier), b "bias" (channels·multiplier). Options: depth multiplier (default 1), strides (1), padding
 * ("valid"), dilation rate (1), the activation φ (linear). Reference: Keras' DepthwiseConv2D page.
 */
public final class DepthwiseConv2D extends BaseDepthwiseConv<DepthwiseConv2D> {
    private static final ActivationFunction LINEAR = new Linear();

    private DepthwiseConv2D() {
        super(1);
    }

    /** A layer whose kernel size is one number or (height, width): {@code new DepthwiseConv2D(3)}. */
    public DepthwiseConv2D(int... kernelSize) {
        super(kernelSize);
        validate();
    }

    @Override
    protected void build(Shape in) {
        buildKernel("kernel", in);
        buildBias(Shape.of(Math.multiplyExact(in.last(), depthMultiplier)));
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        return depthwise(in.withoutBatch()).outputShape().withBatch(in.dim(0));
    }

    @Override
    protected Output preActivation(Tensor x, Pass pass) {
        return forward(x, LINEAR, pass);
    }

    @Override
    Output forward(Tensor x, ActivationFunction phi, Pass pass) {
        Variable w = kernel();
        Variable b = bias();
        Convolution conv = depthwise(x.shape().withoutBatch());
        Epilogue epilogue = phi.epilogue();
        Output out = phi.forward(conv.forward(pass, x, w, b, epilogue), epilogue, pass);
        return new Output(out.y(), (dy, grads) -> {
            Tensor dz = Objects.requireNonNull(out.backward().apply(dy, grads));
            return conv.gradients(pass, x, dz, w, b, grads, grads.requiresInput());
        });
    }

    @Override
    LinearMap linearMap() {
        return new LinearConvolution(this, kernel(), bias(), this::depthwise);
    }
}
