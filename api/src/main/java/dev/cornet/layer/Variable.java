package dev.cornet.layer;

import dev.cornet.constraint.Constraint;
import dev.cornet.error.ShapeException;
import dev.cornet.initializer.Initializer;
import dev.cornet.random.Noise;
import dev.cornet.random.Seeds;
import dev.cornet.regularizer.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A weight of a layer, or a statistic that it keeps (a state: never trained, as a moving mean).
 *
 * <p>Its value changes only between steps: by the optimizer, by {@link Pass#later}, by loading.
 */
public final class Variable {
    private final Layer owner;
    private final String name;
    private final Tensor value;
    private final boolean state;
    private final @Nullable Regularizer regularizer;
    private final @Nullable Constraint constraint;

    Variable(
            Layer owner,
            String name,
            Tensor value,
            boolean state,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {
        this.owner = owner;
        this.name = name;
        this.value = value;
        this.state = state;
        this.regularizer = regularizer;
        this.constraint = constraint;
    }

    /** The value with which a weight begins, all zeros where a file will fill it. */
    static Tensor first(Layer owner, String name, Shape shape, Initializer initializer) {
        try {
            boolean blank = BlankWeights.take(shape);
            Tensor value = Tensor.zeros(shape);
            if (!blank) {
                initializer.fill(value, initializer.stream(new Noise(Seeds.next())));
            }
            return value;
        } catch (ShapeException e) {
            throw new ShapeException(owner.describe() + ": weight \"" + name + "\" is too large: " + e.getMessage(), e);
        }
    }

    /** The name within its layer, as "kernel". */
    public String name() {
        return name;
    }

    /** The layer that made it. */
    public Layer owner() {
        return owner;
    }

    public Shape shape() {
        return value.shape();
    }

    /** The value itself, not a copy. */
    public Tensor value() {
        return value;
    }

    /** True when training may change it now: it is no state and its layer is not frozen. */
    public boolean trainable() {
        return !state && owner.trainable();
    }

    /** True for a statistic that is never trained. */
    public boolean isState() {
        return state;
    }

    public @Nullable Regularizer regularizer() {
        return regularizer;
    }

    public @Nullable Constraint constraint() {
        return constraint;
    }

    /** {@code dense_1/kernel}. */
    public String path() {
        return owner.name() + "/" + name;
    }

    @Override
    public String toString() {
        return path() + " " + shape();
    }
}
