package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Base class of normalization layers y = γ·(x − μ)/√(σ² + ε) + β: the options for ε, γ "gamma" and β "beta".
 *
 * @param <L> the layer itself
 */
abstract class BaseNormalization<L extends UnaryLayer<L>> extends UnaryLayer<L> {
    @Option
    double epsilon = 1e-3;

    @Option
    private boolean center = true;

    @Option
    private boolean scale = true;

    @Option
    private Initializer betaInitializer = BiasActivationLayer.byName(Initializer.class, "zeros");

    @Option
    private Initializer gammaInitializer = BiasActivationLayer.byName(Initializer.class, "ones");

    @Option
    private @Nullable Regularizer betaRegularizer;

    @Option
    private @Nullable Regularizer gammaRegularizer;

    @Option
    private @Nullable Constraint betaConstraint;

    @Option
    private @Nullable Constraint gammaConstraint;

    @Nullable
    Variable gamma;

    @Nullable
    Variable beta;

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

    /** The initializer of β; default zeros. */
    public final L betaInitializer(Initializer initializer) {
        betaInitializer = initializer;
        return self();
    }

    public final L betaInitializer(String name) {
        return betaInitializer(component(Initializer.class, "beta_initializer", name));
    }

    /** The initializer of γ; default ones. */
    public final L gammaInitializer(Initializer initializer) {
        gammaInitializer = initializer;
        return self();
    }

    public final L gammaInitializer(String name) {
        return gammaInitializer(component(Initializer.class, "gamma_initializer", name));
    }

    /** The regularizer of β, whose penalty is added to the loss; default none. */
    public final L betaRegularizer(Regularizer regularizer) {
        betaRegularizer = regularizer;
        return self();
    }

    public final L betaRegularizer(String name) {
        return betaRegularizer(component(Regularizer.class, "beta_regularizer", name));
    }

    /** The regularizer of γ, whose penalty is added to the loss; default none. */
    public final L gammaRegularizer(Regularizer regularizer) {
        gammaRegularizer = regularizer;
        return self();
    }

    public final L gammaRegularizer(String name) {
        return gammaRegularizer(component(Regularizer.class, "gamma_regularizer", name));
    }

    /** The constraint applied to β after each update; default none. */
    public final L betaConstraint(Constraint constraint) {
        betaConstraint = constraint;
        return self();
    }

    public final L betaConstraint(String name) {
        return betaConstraint(component(Constraint.class, "beta_constraint", name));
    }

    /** The constraint applied to γ after each update; default none. */
    public final L gammaConstraint(Constraint constraint) {
        gammaConstraint = constraint;
        return self();
    }

    public final L gammaConstraint(String name) {
        return gammaConstraint(component(Constraint.class, "gamma_constraint", name));
    }

    @Override
    protected void validate() {
        require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
    }

    /** Creates γ if the layer scales, and β if it centers, with this shape. */
    final void buildGammaBeta(Shape shape) {
        gamma = scale ? weight("gamma", shape, gammaInitializer, gammaRegularizer, gammaConstraint) : null;
        beta = center ? weight("beta", shape, betaInitializer, betaRegularizer, betaConstraint) : null;
    }
}
