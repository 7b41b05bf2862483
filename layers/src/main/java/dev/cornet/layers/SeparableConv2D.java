package dev.cornet.layers;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;
import dev.cornet.config.Option;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * y = φ((x ∗ D)·P + b): each channel meets its own kernels D, then a 1×1 convolution P mixes the channels.
 *
 * <p>x (batch, height, width, channels), D "depthwise_kernel" (kernelHeight, kernelWidth, channels, multiplier), P "pointwise_kernel"
 * (1, 1, channels·multiplier, filters), b "bias" (filters), y (batch, outHeight, outWidth, filters). Reference: Chollet, "Xception", CVPR
 * 2017; Keras' SeparableConv2D page.
 */
public final class SeparableConv2D extends BaseDepthwiseConv<SeparableConv2D> {
    @Option(before = "kernel_size")
    private int filters;

    @Option(before = "bias_initializer")
    private Initializer pointwiseInitializer = byName(Initializer.class, "glorot_uniform");

    @Option(before = "bias_regularizer")
    private @Nullable Regularizer pointwiseRegularizer;

    @Option(before = "bias_constraint")
    private @Nullable Constraint pointwiseConstraint;

    private final ShapeCache<Convolution> pointwise = new ShapeCache<>(this::pointwise);
    private @Nullable Variable pointwiseKernel;

    private SeparableConv2D() {
        super(1);
    }

    /** {@code filters} filters over windows of one size or (height, width): {@code new SeparableConv2D(32, 3)}. */
    public SeparableConv2D(int filters, int... kernelSize) {
        super(kernelSize);
        this.filters = filters;
        validate();
    }

    /** The start values of the 1×1 kernel; default glorot_uniform. */
    public SeparableConv2D pointwiseInitializer(Initializer initializer) {
        pointwiseInitializer = initializer;
        return self();
    }

    public SeparableConv2D pointwiseInitializer(String name) {
        return pointwiseInitializer(unit(Initializer.class, "pointwise_initializer", name));
    }

    /** A penalty on the 1×1 kernel, added to the loss. */
    public SeparableConv2D pointwiseRegularizer(Regularizer regularizer) {
        pointwiseRegularizer = regularizer;
        return self();
    }

    public SeparableConv2D pointwiseRegularizer(String name) {
        return pointwiseRegularizer(unit(Regularizer.class, "pointwise_regularizer", name));
    }

    /** What the 1×1 kernel is projected on after each update. */
    public SeparableConv2D pointwiseConstraint(Constraint constraint) {
        pointwiseConstraint = constraint;
        return self();
    }

    public SeparableConv2D pointwiseConstraint(String name) {
        return pointwiseConstraint(unit(Constraint.class, "pointwise_constraint", name));
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
        pointwiseKernel =
                weight("pointwise_kernel", shape, pointwiseInitializer, pointwiseRegularizer, pointwiseConstraint);
        buildBias(Shape.of(filters));
    }

    @Override
    protected Shape outputShape(Shape in) {
        return pointwise.of(depthwise(in).outputShape()).outputShape();
    }

    private Convolution pointwise(Shape in) {
        int[] one = {1, 1};
        Window window = Window.of(in.dim(0), in.dim(1), one, one, one, false);
        return new Convolution(ImageChecks.named(this, () -> new ConvShape(window, in.last(), filters, 1)));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Variable d = kernel();
        Variable p = Objects.requireNonNull(pointwiseKernel, "built");
        Variable b = bias();
        Convolution depthwise = depthwise(x.shape().withoutBatch());
        Tensor h = depthwise.forward(pass, x, d, null);
        Convolution mix = pointwise.of(h.shape().withoutBatch());
        Output phi = activate(mix.forward(pass, h, p, b), pass);
        return new Output(phi.y(), (dy, grads) -> {
            Tensor dz = Objects.requireNonNull(phi.backward().apply(dy, grads));
            boolean further = grads.requires(d) || grads.requiresInput();
            Tensor dh = mix.gradients(pass, h, dz, p, b, grads, further);
            return dh == null ? null : depthwise.gradients(pass, x, dh, d, null, grads, grads.requiresInput());
        });
    }
}
