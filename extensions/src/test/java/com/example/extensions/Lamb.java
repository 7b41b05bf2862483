package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.optimizers.WeightUpdate;
import dev.cornet.optimizers.WholeWeightOptimizer;
import java.util.List;

/** LAMB: w ← w − η·(‖w‖ / ‖u‖)·u with Adam's direction u = m̂ / (√v̂ + ε). */
public final class Lamb extends WholeWeightOptimizer<Lamb> {
    @Option("beta_1")
    private double beta1 = 0.9;

    @Option("beta_2")
    private double beta2 = 0.999;

    @Option
    private double epsilon = 1e-7;

    public Lamb() {
        this(0.001);
    }

    public Lamb(double learningRate) {
        super(learningRate);
    }

    public Lamb betas(double beta1, double beta2) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        return checked();
    }

    public Lamb epsilon(double epsilon) {
        this.epsilon = epsilon;
        return checked();
    }

    @Override
    protected List<String> slots() {
        return List.of("momentum", "velocity");
    }

    @Override
    protected void updateWeight(WeightUpdate update) {
        float[] m = update.slot("momentum").data();
        float[] v = update.slot("velocity").data();
        float[] g = update.g().data();
        double mScale = 1 / (1 - Math.pow(beta1, update.step()));
        double vScale = 1 / (1 - Math.pow(beta2, update.step()));
        for (int i = 0; i < update.shape().size(); i++) {
            m[i] += (float) ((g[i] - m[i]) * (1 - beta1));
            v[i] += (float) ((g[i] * g[i] - v[i]) * (1 - beta2));
            g[i] = (float) (m[i] * mScale / (Math.sqrt(v[i] * vScale) + epsilon));
        }
        double wNorm = Math.sqrt(Ops.sumOfSquares(update.w()));
        double uNorm = Math.sqrt(Ops.sumOfSquares(update.g()));
        double ratio = wNorm > 0 && uNorm > 0 ? wNorm / uNorm : 1;
        Ops.addScaled(update.w(), update.g(), (float) (-ratio * update.learningRate()));
    }
}
