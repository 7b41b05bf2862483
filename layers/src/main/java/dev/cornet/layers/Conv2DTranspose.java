package dev.cornet.layers;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Ops;
import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Transposed 2D convolution layer (deconvolution): y = φ(x ∗ᵀ W + b), where ∗ᵀ is the input gradient of a {@link Conv2D}. Images grow by
 * the strides.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, filters). For an axis of size n, stride s and a kernel of size k,
 * counted with its dilation, the output size is (n − 1)·s + max(k, s) for "valid" and n·s for "same"; with an output padding p it is (n −
 * 1)·s + k + p and (n − 1)·s + k mod 2 + p, respectively. Weights: W "kernel" (kernelHeight, kernelWidth, filters, channels), b "bias"
 * (filters). Options: strides (default 1), padding ("valid"), output padding (none), dilation rate (1), the activation φ (linear).
 * Reference: Keras' Conv2DTranspose page.
 */
public final class Conv2DTranspose extends BaseConv2D<Conv2DTranspose> {
    @Option(after = "padding")
    private int @Nullable [] outputPadding;

    private final ShapeCache<Convolution> convolutions = new ShapeCache<>(this::transposedConvolution);

    private Conv2DTranspose() {}

    /** A layer with {@code filters} filters; the kernel size is one number or (height, width). */
    public Conv2DTranspose(int filters, int... kernelSize) {
        Arguments.notNull(kernelSize, "Conv2DTranspose", "kernelSize");
        this.filters = filters;
        this.kernelSize = ImageChecks.pair(kernelSize);
        validate();
    }

    /**
     * The output padding p, fewer pixels than the strides: one number or (height, width). Default none. See the class for the output sizes.
     */
    public Conv2DTranspose outputPadding(int... padding) {
        Arguments.notNull(padding, "Conv2DTranspose.outputPadding", "padding");
        this.outputPadding = ImageChecks.pair(padding);
        return self();
    }

    @Override
    protected void validate() {
        super.validate();
        int[] p = outputPadding;
        require(
                p == null || (p.length == 2 && p[0] >= 0 && p[1] >= 0),
                "output_padding must be one or two numbers of 0 or more, got %s",
                p);
        require(
                p == null || (p[0] < strides[0] && p[1] < strides[1]),
                "output_padding %s must be below the strides %s",
                p,
                strides);
        require(stridesOrDilationAreOne(), "strides above 1 do not go together with a dilation_rate above 1");
    }

    @Override
    protected void build(Shape in) {
        buildKernel(Shape.of(kernelSize[0], kernelSize[1], filters, in.last()));
        buildBias(Shape.of(filters));
    }

    private int outputSize(int n, int axis) {
        long k = (kernelSize[axis] - 1L) * dilationRate[axis] + 1;
        long s = strides[axis];
        boolean same = ImageChecks.isSame(this, padding);
        if (outputPadding == null) {
            return Math.toIntExact(same ? n * s : (n - 1) * s + Math.max(k, s));
        }
        return Math.toIntExact((n - 1) * s + (same ? k % 2 : k) + outputPadding[axis]);
    }

    /** The convolution from z to x for images x of shape {@code image}; z is computed as its input gradient. */
    private Convolution transposedConvolution(Shape image) {
        Shape out = Shape.of(outputSize(image.dim(0), 0), outputSize(image.dim(1), 1), filters);
        Window window = ImageChecks.window(this, out, kernelSize, strides, dilationRate, padding);
        requireShape(
                window.outHeight() == image.dim(0) && window.outWidth() == image.dim(1),
                "padding \"%s\" with output_padding %s fits no images of shape %s",
                padding,
                outputPadding,
                image);
        return new Convolution(ImageChecks.withLayerName(this, () -> new ConvShape(window, filters, image.last(), 1)));
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        return convolutions.get(in.withoutBatch()).inputShape().withBatch(in.dim(0));
    }

    @Override
    protected Output preActivation(Tensor x, Pass pass) {
        Variable w = kernel();
        Variable b = bias();
        Convolution convolution = convolutions.get(x.shape().withoutBatch());
        Tensor z = convolution.inputGradient(pass, x, w);
        if (b != null) {
            Ops.addRows(z, b.value());
        }
        return new Output(z, (dz, grads) -> {
            if (grads.requires(w)) {
                convolution.addKernelGradient(pass, dz, x, grads.accumulator(w));
            }
            if (b != null && grads.requires(b)) {
                Ops.addSumRows(grads.accumulator(b), dz);
            }
            return grads.requiresInput() ? convolution.forward(pass, dz, w, null) : null;
        });
    }
}
