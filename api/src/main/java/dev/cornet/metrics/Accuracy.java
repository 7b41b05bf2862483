package dev.cornet.metrics;

import dev.cornet.config.NameAware;
import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * The fraction of predictions that are equal to their targets, element by element.
 *
 * <p>The name "accuracy" in {@code compile} means {@link BinaryAccuracy}, {@link CategoricalAccuracy} or {@link SparseCategoricalAccuracy},
 * depending on the shapes; {@code new Accuracy()} always means this class. Reference: Keras' Accuracy page.
 */
public final class Accuracy extends BaseAccuracy<Accuracy> implements NameAware {
    private boolean byShape;

    @Override
    public void requestedAs(String name) {
        byShape = true;
    }

    @Override
    public Metric resolve(Shape target, Shape prediction) {
        if (!byShape) {
            return this;
        }
        if (prediction.last() == 1) {
            return new BinaryAccuracy().named(name());
        }
        return target.rank() < prediction.rank() || target.last() == 1
                ? new SparseCategoricalAccuracy().named(name())
                : new CategoricalAccuracy().named(name());
    }

    /** True if this object was created from the name "accuracy", so that the shapes decide what it means. */
    public boolean isByShape() {
        return byShape;
    }

    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        int n = prediction.shape().last();
        for (int r = 0; r < prediction.size() / n; r++) {
            int equal = 0;
            for (int i = r * n; i < (r + 1) * n; i++) {
                equal += target.data()[target.offset() + i] == prediction.data()[prediction.offset() + i] ? 1 : 0;
            }
            v[r] = (double) equal / n;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireSameShape(name(), target.shape(), prediction.shape(), "");
    }
}
