package dev.cornet.layers;

import dev.cornet.activations.Linear;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * 2D convolution layer, for images: y = φ(x ∗ W + b), where ∗ is the cross-correlation along height and width.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, filters), with the output sizes of {@link Window}. Weights: W
 * "kernel" (kernelHeight, kernelWidth, channels/groups, filters), b "bias" (filters). Options: strides (default 1), padding ("valid"),
 * dilation rate (1), groups (1), the activation φ (linear). Reference: Keras' Conv2D page.
 */
public final class Conv2D extends BaseConv2D<Conv2D> {
    private static final ActivationFunction LINEAR = new Linear();

    @Option
    private int groups = 1;

    private final ShapeCache<Convolution> convolutions = new ShapeCache<>(this::convolution);

    private Conv2D() {}

    /** A layer with {@code filters} filters; the kernel size is one number or (height, width): {@code new Conv2D(32, 3)}. */
    public Conv2D(int filters, int... kernelSize) {
        Arguments.notNull(kernelSize, "Conv2D", "kernelSize");
        this.filters = filters;
        this.kernelSize = ImageChecks.pair(kernelSize);
        validate();
    }

    /** The number of groups into which channels and filters are divided; each group is convolved separately. Default 1. */
    public Conv2D groups(int groups) {
        this.groups = groups;
        return self();
    }

    @Override
    protected void validate() {
        super.validate();
        require(groups > 0 && filters % groups == 0, "filters (%d) must be divisible by groups (%d)", filters, groups);
        require(
                stridesOrDilationAreOne(),
                "strides above 1 do not go together with a dilation_rate above 1; leave one of them at 1");
    }

    @Override
    protected void build(Shape in) {
        buildKernel(Shape.of(kernelSize[0], kernelSize[1], in.last() / groups, filters));
        buildBias(Shape.of(filters));
    }

    private Convolution convolution(Shape image) {
        int channels = image.last();
        requireShape(
                channels % groups == 0,
                "%d channels cannot be cut into %d groups; their number must be divisible by groups",
                channels,
                groups);
        Window window = ImageChecks.window(this, image, kernelSize, strides, dilationRate, padding);
        return new Convolution(ImageChecks.withLayerName(this, () -> new ConvShape(window, channels, filters, groups)));
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        return convolutions.get(in.withoutBatch()).outputShape().withBatch(in.dim(0));
    }

    @Override
    protected Output preActivation(Tensor x, Pass pass) {
        return forward(x, LINEAR, pass);
    }

    @Override
    Output forward(Tensor x, ActivationFunction phi, Pass pass) {
        return forward(convolution(x), x, phi, pass);
    }

    /** The convolution of the images x. */
    Convolution convolution(Tensor x) {
        return convolutions.get(x.shape().withoutBatch());
    }

    /** Computes y with {@code phi} as φ; {@code conv}, the convolution of x, may be restricted to a part of the output. */
    Output forward(Convolution conv, Tensor x, ActivationFunction phi, Pass pass) {
        Variable w = kernel();
        Variable b = bias();
        Epilogue epilogue = phi.epilogue();
        Output out = phi.forward(conv.forward(pass, x, w, b, epilogue), epilogue, pass);
        return new Output(out.y(), (dy, grads) -> {
            Tensor dz = Objects.requireNonNull(out.backward().apply(dy, grads));
            return conv.gradients(pass, x, dz, w, b, grads, grads.requiresInput());
        });
    }

    /**
     * Computes φ of the 2×2 maxima of x ∗ W + b in one kernel; {@code conv}, the convolution of x, may be restricted to a part of the
     * output.
     */
    Output maxPooled(Convolution conv, Tensor x, Pass pass) {
        Variable w = kernel();
        Variable b = bias();
        Epilogue epilogue = activation.epilogue();
        MaxPooled pooled = conv.convMaxPool(pass, x, w, b, epilogue);
        Output out = activation.forward(pooled.y(), epilogue, pass);
        return new Output(out.y(), (dy, grads) -> {
            Tensor dPooled = Objects.requireNonNull(out.backward().apply(dy, grads));
            return conv.gradients(pass, x, pooled, dPooled, w, b, grads);
        });
    }

    @Override
    LinearMap linearMap() {
        return new LinearConvolution(this, kernel(), bias(), convolutions::get);
    }

    /** Fuses with any pooling, unless the layer has an activity regularizer, whose penalty covers the whole output. */
    @Override
    protected @Nullable Operation fuse(Operation next, FusionContext context) {
        if (next instanceof BasePooling2D<?> pooling) {
            return activityRegularizer == null
                    ? PooledConv2D.of(this, pooling, context.shapeBetween().withoutBatch())
                    : null;
        }
        return super.fuse(next, context);
    }
}
