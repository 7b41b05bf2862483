package dev.cornet.layers;

import dev.cornet.activation.Relu;
import dev.cornet.config.Option;
import dev.cornet.layer.Fluent;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The rectifier as a layer; formula and options as in {@link Relu}. Reference: Keras' ReLU page. */
public final class ReLU extends Fluent<ReLU> {
    @Option
    private @Nullable Double maxValue;

    @Option
    private double negativeSlope;

    @Option
    private double threshold;

    /** The largest value that comes out; default none. */
    public ReLU maxValue(double maxValue) {
        this.maxValue = maxValue;
        return this;
    }

    /** The slope below the threshold; default 0. */
    public ReLU negativeSlope(double slope) {
        this.negativeSlope = slope;
        return this;
    }

    /** Where it begins; default 0. */
    public ReLU threshold(double threshold) {
        this.threshold = threshold;
        return this;
    }

    @Override
    protected void validate() {
        require(maxValue == null || maxValue >= 0, "max_value must be 0 or more, got %s", maxValue);
        require(negativeSlope >= 0, "negative_slope must be 0 or more, got %s", negativeSlope);
        require(threshold >= 0, "threshold must be 0 or more, got %s", threshold);
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Relu relu = new Relu().negativeSlope(negativeSlope).threshold(threshold);
        return Activation.applied(maxValue == null ? relu : relu.maxValue(maxValue), x, pass);
    }
}
