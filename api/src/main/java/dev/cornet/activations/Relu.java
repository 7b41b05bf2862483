package dev.cornet.activations;

import dev.cornet.backend.Epilogue;
import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The rectified linear unit, ReLU: y = max(z, 0), dz = [y > 0]·dy. With options:
 *
 * <pre>
 * y = min(z, maxValue)                       for z > threshold     dz = [z ≤ maxValue]·dy
 *     negativeSlope·(z − threshold)          otherwise             dz = negativeSlope·dy
 * </pre>
 *
 * <p>References: Glorot, Bordes, Bengio, "Deep sparse rectifier neural networks", AISTATS 2011; Keras' relu activation.
 */
public final class Relu extends FluentActivation<Relu> {
    @Option
    private double negativeSlope;

    @Option
    private @Nullable Double maxValue;

    @Option
    private double threshold;

    /** The derivative below the threshold, 0 or more; default 0. */
    public Relu negativeSlope(double negativeSlope) {
        this.negativeSlope = negativeSlope;
        return checked();
    }

    /** The upper bound of y, 0 or more; default none. */
    public Relu maxValue(double maxValue) {
        this.maxValue = maxValue;
        return checked();
    }

    /** The threshold, 0 or more: only z above it pass unchanged; default 0. */
    public Relu threshold(double threshold) {
        this.threshold = threshold;
        return checked();
    }

    @Override
    public void check() {
        require(negativeSlope >= 0, "negative_slope must be 0 or more, got %s", negativeSlope);
        require(maxValue == null || maxValue >= 0, "max_value must be 0 or more, got %s", maxValue);
        require(threshold >= 0, "threshold must be 0 or more, got %s", threshold);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        if (maxValue != null && threshold == 0 && negativeSlope == 0) {
            return capped(z, pass, maxValue.floatValue());
        }
        if (maxValue != null || threshold != 0) {
            return general(z, pass, maxValue == null ? Float.POSITIVE_INFINITY : maxValue.floatValue());
        }
        return negativeSlope == 0 ? plain(z) : LeakyRelu.forward(z, pass, (float) negativeSlope);
    }

    private static Output plain(Tensor z) {
        return Elementwise.fromOutput(z, Epilogue.RELU::apply, Relu::mask);
    }

    private static void mask(float[] y, float[] dy, int from, int to) {
        for (int i = from; i < to; i++) {
            dy[i] *= Elementwise.nonZero(y[i]);
        }
    }

    @Override
    public Epilogue epilogue() {
        return maxValue == null && threshold == 0 && negativeSlope == 0 ? Epilogue.RELU : Epilogue.LINEAR;
    }

    @Override
    public Output afterEpilogue(Tensor y, Pass pass) {
        return epilogue() == Epilogue.RELU ? Elementwise.applied(y, Relu::mask) : super.afterEpilogue(y, pass);
    }

    /** y between 0 and maxValue, as in ReLU6; without branches, so that the loops compile to vector instructions. */
    private static Output capped(Tensor z, Pass pass, float upperBound) {
        if (!pass.requiresBackward()) {
            return Elementwise.fromOutput(
                    z,
                    (y, from, to) -> {
                        for (int i = from; i < to; i++) {
                            y[i] = Math.min(Math.max(y[i], 0f), upperBound);
                        }
                    },
                    (y, dy, from, to) -> {
                        throw new IllegalStateException("this pass has no backward");
                    });
        }
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = Math.min(Math.max(zs[i], 0f), upperBound);
            }
            for (int i = from; i < to; i++) {
                zs[i] = Elementwise.step(zs[i]) * (1f - Elementwise.step(zs[i] - upperBound));
            }
        });
    }

    private Output general(Tensor z, Pass pass, float upperBound) {
        float derivativeBelow = (float) negativeSlope;
        float theta = (float) threshold;
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                float x = zs[i];
                boolean on = x > theta;
                y[i] = on ? Math.min(x, upperBound) : derivativeBelow * Math.max(x - theta, -Float.MAX_VALUE);
                zs[i] = on ? (x <= upperBound ? 1 : 0) : (x < theta ? derivativeBelow : 0);
            }
        });
    }
}
