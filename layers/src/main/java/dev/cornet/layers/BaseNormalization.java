package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What normalising layers share: ε, and the scale γ "gamma" and the shift β "beta" behind the normalisation.
 *
 * @param <L> the layer itself
 */
abstract class BaseNormalization<L extends BaseNormalization<L>> extends Fluent<L> {
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

    /** ε; default 0.001. */
    public final L epsilon(double epsilon) {
        this.epsilon = epsilon;
        return self();
    }

    /** Whether β is added; default true. */
    public final L center(boolean on) {
        this.center = on;
        return self();
    }

    /** Whether γ multiplies; default true. */
    public final L scale(boolean on) {
        this.scale = on;
        return self();
    }

    /** The start values of β; default zeros. */
    public final L betaInitializer(Initializer initializer) {
        betaInitializer = initializer;
        return self();
    }

    public final L betaInitializer(String name) {
        return betaInitializer(unit(Initializer.class, "beta_initializer", name));
    }

    /** The start values of γ; default ones. */
    public final L gammaInitializer(Initializer initializer) {
        gammaInitializer = initializer;
        return self();
    }

    public final L gammaInitializer(String name) {
        return gammaInitializer(unit(Initializer.class, "gamma_initializer", name));
    }

    /** A penalty on β, added to the loss. */
    public final L betaRegularizer(Regularizer regularizer) {
        betaRegularizer = regularizer;
        return self();
    }

    public final L betaRegularizer(String name) {
        return betaRegularizer(unit(Regularizer.class, "beta_regularizer", name));
    }

    /** A penalty on γ, added to the loss. */
    public final L gammaRegularizer(Regularizer regularizer) {
        gammaRegularizer = regularizer;
        return self();
    }

    public final L gammaRegularizer(String name) {
        return gammaRegularizer(unit(Regularizer.class, "gamma_regularizer", name));
    }

    /** What β is projected on after each update. */
    public final L betaConstraint(Constraint constraint) {
        betaConstraint = constraint;
        return self();
    }

    public final L betaConstraint(String name) {
        return betaConstraint(unit(Constraint.class, "beta_constraint", name));
    }

    /** What γ is projected on after each update. */
    public final L gammaConstraint(Constraint constraint) {
        gammaConstraint = constraint;
        return self();
    }

    public final L gammaConstraint(String name) {
        return gammaConstraint(unit(Constraint.class, "gamma_constraint", name));
    }

    @Override
    protected void validate() {
        require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
    }

    /** Makes γ and β of this shape, those that are wanted. */
    final void buildGammaBeta(Shape shape) {
        gamma = scale ? weight("gamma", shape, gammaInitializer, gammaRegularizer, gammaConstraint) : null;
        beta = center ? weight("beta", shape, betaInitializer, betaRegularizer, betaConstraint) : null;
    }
}
