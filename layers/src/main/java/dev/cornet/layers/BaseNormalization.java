package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.config.SubclassOptionsFirst;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Base class of normalization layers y = γ·(x − μ)/√(σ² + ε) + β: the options for ε, γ "gamma" and β "beta".
 *
 * <p>A subclass creates γ and β in {@link #build} by {@link #buildGammaBeta}. It computes x̂ = (x − μ)/√(σ² + ε) in {@link #forward} and
 * returns {@code scaleAndShift(new Output(xHat, (dxHat, grads) -> dx), pass)}.
 *
 * @param <L> the layer itself
 */
@SubclassOptionsFirst
public abstract class BaseNormalization<L extends BaseNormalization<L>> extends UnaryLayer<L>
        implements OptionMethods.Gamma<L>, OptionMethods.Beta<L> {
    @Option
    private double epsilon = 1e-3;

    @Option
    private boolean center = true;

    @Option
    private boolean scale = true;

    @Option("beta")
    private final WeightOptions betaOptions = new WeightOptions("zeros");

    @Option("gamma")
    private final WeightOptions gammaOptions = new WeightOptions("ones");

    private @Nullable Variable gamma;
    private @Nullable Variable beta;

    /** The constant ε added to the variance; default 0.001. */
    public final L epsilon(double epsilon) {
        this.epsilon = epsilon;
        return self();
    }

    /** Whether β is added; default true. */
    public final L center(boolean on) {
        this.center = on;
        return self();
    }

    /** Whether the normalized values are multiplied by γ; default true. */
    public final L scale(boolean on) {
        this.scale = on;
        return self();
    }

    @Override
    protected void validate() {
        require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
    }

    /** The constant ε. */
    protected final double epsilon() {
        return epsilon;
    }

    /** The factor γ; null if the layer does not scale. */
    public final @Nullable Variable gamma() {
        return gamma;
    }

    /** The offset β; null if the layer does not center. */
    public final @Nullable Variable beta() {
        return beta;
    }

    /** Creates γ if the layer scales, and β if it centers, with this shape. */
    protected final void buildGammaBeta(Shape shape) {
        gamma = scale ? weight("gamma", shape, gammaOptions) : null;
        beta = center ? weight("beta", shape, betaOptions) : null;
    }

    /** Returns γ·x̂ + β, where γ and β have one value for each feature, the last axis, and {@code normalized} is x̂ with its backward. */
    protected final Output scaleAndShift(Output normalized, Pass pass) {
        Variable g = gamma;
        Variable b = beta;
        Tensor xHat = normalized.y();
        int n = xHat.shape().last();
        Tensor y = pass.tensor(xHat.shape());
        multiply(xHat, g, y);
        if (b != null) {
            Ops.addRows(y, b.value());
        }
        return new Output(y, (dy, grads) -> {
            if (b != null && grads.requires(b)) {
                Ops.addSumRows(grads.accumulator(b), dy);
            }
            if (g != null && grads.requires(g)) {
                Tensor products = pass.tensor(dy.shape());
                for (int i = 0; i < dy.size(); i++) {
                    products.data()[products.offset() + i] =
                            dy.data()[dy.offset() + i] * xHat.data()[xHat.offset() + i];
                }
                Ops.addSumRows(grads.accumulator(g), products.reshape(-1, n));
            }
            multiply(dy, g, dy);
            return normalized.backward().apply(dy, grads);
        });
    }

    /** y ← γ·x; y may be x. */
    private static void multiply(Tensor x, @Nullable Variable gamma, Tensor y) {
        int n = x.shape().last();
        for (int i = 0; i < x.size(); i++) {
            float g = gamma == null ? 1 : gamma.value().data()[gamma.value().offset() + i % n];
            y.data()[y.offset() + i] = g * x.data()[x.offset() + i];
        }
    }
}
