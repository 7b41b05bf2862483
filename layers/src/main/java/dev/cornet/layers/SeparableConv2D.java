package dev.cornet.layers;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Separable 2D convolution layer: y = φ((x ∗ D)·P + b), a depthwise convolution with D followed by a 1×1 convolution P that mixes the
 * channels.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, filters). Weights: D "depthwise_kernel" (kernelHeight, kernelWidth,
 * channels, multiplier), P "pointwise_kernel" (1, 1, channels·multiplier, filters), b "bias" (filters). Options: depth multiplier (default
 * 1), strides (1), padding ("valid"), dilation rate (1), the activation φ (linear). References: Chollet, "Xception", CVPR 2017; Keras'
 * SeparableConv2D page.
 */
public final class SeparableConv2D extends BaseDepthwiseConv<SeparableConv2D>
        implements OptionMethods.Pointwise<SeparableConv2D> {
    @Option(after = "depth_multiplier")
    private int filters;

    @Option("pointwise")
    private final WeightOptions pointwiseOptions = new WeightOptions("glorot_uniform");

    private final ShapeCache<Convolution> pointwise = new ShapeCache<>(this::pointwise);
    private @Nullable Variable pointwiseKernel;

    private SeparableConv2D() {
        super(1);
    }

    /** A layer with {@code filters} filters; the kernel size is one number or (height, width): {@code new SeparableConv2D(32, 3)}. */
    public SeparableConv2D(int filters, int... kernelSize) {
        super(kernelSize);
        this.filters = filters;
        validate();
    }

    @Override
    protected void validate() {
        super.validate();
        require(filters > 0, "filters, the number of output channels, must be positive, got %d", filters);
    }

    @Override
    protected void build(Shape in) {
        buildKernel("depthwise_kernel", in);
        Shape shape = Shape.of(1, 1, Math.multiplyExact(in.last(), depthMultiplier), filters);
        pointwiseKernel = weight("pointwise_kernel", shape, pointwiseOptions);
        buildBias(Shape.of(filters));
    }

    @Override
    protected Shape outputShape(Shape in) {
        ImageChecks.requireImages(this, in);
        Shape depthwiseOut = depthwise(in.withoutBatch()).outputShape();
        return pointwise.get(depthwiseOut).outputShape().withBatch(in.dim(0));
    }

    private Convolution pointwise(Shape image) {
        int[] one = {1, 1};
        Window window = Window.of(image.dim(0), image.dim(1), one, one, one, false);
        return new Convolution(ImageChecks.withLayerName(this, () -> new ConvShape(window, image.last(), filters, 1)));
    }

    @Override
    protected Output preActivation(Tensor x, Pass pass) {
        Variable d = kernel();
        Variable p = Objects.requireNonNull(pointwiseKernel, "built");
        Variable b = bias();
        Convolution depthwise = depthwise(x.shape().withoutBatch());
        Tensor h = depthwise.forward(pass, x, d, null);
        Convolution pointwiseConv = pointwise.get(h.shape().withoutBatch());
        Tensor z = pointwiseConv.forward(pass, h, p, b);
        return new Output(z, (dz, grads) -> {
            boolean requiresDh = grads.requires(d) || grads.requiresInput();
            Tensor dh = pointwiseConv.gradients(pass, h, dz, p, b, grads, requiresDh);
            return dh == null ? null : depthwise.gradients(pass, x, dh, d, null, grads, grads.requiresInput());
        });
    }

    @Override
    LinearMap linearMap() {
        Variable p = Objects.requireNonNull(pointwiseKernel, "built");
        return new SeparableConvolution(this, p, bias(), this::depthwise);
    }

    /** The layer as a linear function with weights P; (x ∗ D) is a part of its computation. */
    private record SeparableConvolution(
            SeparableConv2D layer,
            Variable kernel,
            @Nullable Variable bias,
            Function<Shape, Convolution> depthwise) implements LinearMap {
        @Override
        public Tensor compute(Tensor x, WeightsAndBias weights, Epilogue epilogue, Pass pass) {
            Tensor h = depthwise.apply(x.shape().withoutBatch()).forward(pass, x, layer.kernel(), null);
            return layer.pointwise.get(h.shape().withoutBatch()).forward(pass, h, weights, epilogue);
        }

        @Override
        public @Nullable LinearMap absorbPadding(Shape image, int[][] padding) {
            Convolution unpadded = depthwise.apply(image).absorbPadding(padding);
            return unpadded == null ? null : new SeparableConvolution(layer, kernel, bias, in -> unpadded);
        }
    }
}
