package dev.cornet.layers;

import dev.cornet.activations.Relu;
import dev.cornet.backend.Epilogue;
import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Rectified linear unit as a layer: y = min(x, maxValue) where x is above the threshold, negativeSlope·(x − threshold) elsewhere.
 *
 * <p>y has the shape of x. Options: maxValue (default none), negativeSlope (0), threshold (0). The activation function is {@link Relu}.
 * Reference: Keras' ReLU page.
 */
public final class ReLU extends UnaryLayer<ReLU> {
    @Option
    private @Nullable Double maxValue;

    @Option
    private double negativeSlope;

    @Option
    private double threshold;

    /** The largest value of y; default none. */
    public ReLU maxValue(double maxValue) {
        this.maxValue = maxValue;
        return self();
    }

    /** The slope of y below the threshold; default 0. */
    public ReLU negativeSlope(double slope) {
        this.negativeSlope = slope;
        return self();
    }

    /** The threshold below which x is scaled by {@link #negativeSlope}; default 0. */
    public ReLU threshold(double threshold) {
        this.threshold = threshold;
        return self();
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
        return Activation.applied(function(), x, pass);
    }

    private Relu function() {
        Relu relu = new Relu().negativeSlope(negativeSlope).threshold(threshold);
        return maxValue == null ? relu : relu.maxValue(maxValue);
    }

    @Override
    protected Epilogue epilogue() {
        boolean isRelu6 = maxValue != null && maxValue == 6 && negativeSlope == 0 && threshold == 0;
        return isRelu6 ? Epilogue.RELU6 : function().epilogue();
    }
}
