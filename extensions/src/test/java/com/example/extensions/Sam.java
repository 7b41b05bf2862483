package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.LossClosure;
import dev.cornet.optimizers.WeightUpdate;
import dev.cornet.optimizers.WholeWeightOptimizer;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** Sharpness-aware minimization: w ← w − η·∇l(w + ρ·g/‖g‖), with the gradient g of all weights at w. */
public final class Sam extends WholeWeightOptimizer<Sam> {
    @Option
    private double rho = 0.05;

    public Sam() {
        this(0.01);
    }

    public Sam(double learningRate) {
        super(learningRate);
    }

    @Override
    public void apply(List<Variable> weights, List<Tensor> gradients, double loss, LossClosure closure) {
        double squares = gradients.stream().mapToDouble(Ops::sumOfSquares).sum();
        List<Tensor> start = weights.stream().map(w -> w.value().copy()).toList();
        for (int k = 0; k < start.size(); k++) {
            Tensor moved = start.get(k).copy();
            Ops.addScaled(moved, gradients.get(k), (float) (rho / Math.max(Math.sqrt(squares), 1e-12)));
            weights.get(k).assign(moved);
        }
        closure.get(); // computes the gradients there
        for (int k = 0; k < start.size(); k++) {
            weights.get(k).assign(start.get(k));
        }
        apply(weights, gradients);
    }

    @Override
    protected void updateWeight(WeightUpdate u) {
        Ops.addScaled(u.w(), u.g(), -u.learningRate());
    }
}
