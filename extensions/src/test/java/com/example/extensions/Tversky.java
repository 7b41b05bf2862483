package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.LossValues;
import dev.cornet.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** The Tversky loss of a whole batch as in Keras: l = 1 − TP / (TP + α·FN + β·FP + ε), TP = Σ t·p, FN = Σ t·(1 − p), FP = Σ (1 − t)·p. */
public final class Tversky extends FluentLoss<Tversky> {
    @Option
    private double alpha = 0.5;

    @Option
    private double beta = 0.5;

    public Tversky() {}

    public Tversky(double alpha, double beta) {
        this.alpha = alpha;
        this.beta = beta;
    }

    @Override
    public LossValues evaluate(Tensor yTrue, Tensor yPred) {
        double tp = Ops.dot(yTrue, yPred);
        double fp = Ops.sum(yPred) - tp;
        double fn = Ops.sum(yTrue) - tp;
        double sum = tp + alpha * fn + beta * fp + 1e-7;
        DoubleUnaryOperator slope = t -> (tp * ((1 - alpha) * t + beta * (1 - t)) / sum - t) / sum;
        return LossValues.of(1 - tp / sum, (scale, dp) -> Ops.map(dp, yTrue, t -> scale * slope.applyAsDouble(t)));
    }
}
