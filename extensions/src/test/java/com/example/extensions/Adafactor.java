package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.optimizers.WeightUpdate;
import dev.cornet.optimizers.WholeWeightOptimizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** Adafactor: the squares of the gradients of a matrix are kept as the means of its rows and columns. */
public final class Adafactor extends WholeWeightOptimizer<Adafactor> {
    @Option("epsilon_1")
    private double epsilon1 = 1e-30;

    @Option("epsilon_2")
    private double epsilon2 = 1e-3;

    @Option
    private double clipThreshold = 1;

    @Option("beta_2_decay")
    private double beta2Decay = -0.8;

    @Option
    private boolean relativeStep = true;

    public Adafactor() {
        this(0.001);
    }

    public Adafactor(double learningRate) {
        super(learningRate);
    }

    @Override
    protected List<String> slots() {
        return List.of("row", "column", "velocity");
    }

    @Override
    protected Tensor newSlot(String slot, Tensor w) {
        Shape shape = w.shape();
        if (slot.equals("velocity") || shape.rank() < 2) {
            boolean isUsed = slot.equals("velocity") == shape.rank() < 2;
            return Tensor.zeros(isUsed ? shape : Shape.SCALAR);
        }
        int rows = shape.dim(shape.rank() - 2);
        int outer = shape.size() / (rows * shape.last());
        return Tensor.zeros(outer, slot.equals("row") ? rows : shape.last());
    }

    @Override
    protected void updateWeight(WeightUpdate u) {
        double t = u.step();
        double lr = relativeStep ? Math.min(u.learningRate(), 1 / Math.sqrt(t)) : u.learningRate();
        double rho = Math.min(lr, 1 / Math.sqrt(t));
        double alpha = Math.max(epsilon2, rms(u.w())) * rho;
        double decay = 1 - Math.pow(t, beta2Decay);
        if (u.shape().rank() < 2) {
            divideByRoot(u.g(), u.slot("velocity"), decay);
        } else {
            divideByFactors(u, decay);
        }
        Ops.addScaled(u.w(), u.g(), (float) (-alpha / Math.max(1, rms(u.g()) / clipThreshold)));
    }

    private static double rms(Tensor x) {
        return Math.sqrt(Ops.sumOfSquares(x) / x.size());
    }

    private void divideByRoot(Tensor gradient, Tensor velocity, double decay) {
        float[] g = gradient.data();
        float[] v = velocity.data();
        for (int i = 0; i < velocity.size(); i++) {
            v[i] = (float) (decay * v[i] + (1 - decay) * (g[i] * g[i] + epsilon1));
            g[i] /= (float) Math.sqrt(v[i]);
        }
    }

    private void divideByFactors(WeightUpdate u, double decay) {
        Tensor r = u.slot("row");
        Tensor c = u.slot("column");
        int rows = r.shape().last();
        int columns = c.shape().last();
        Ops.scale(r, (float) decay);
        Ops.scale(c, (float) decay);
        float[] g = u.g().data();
        for (int i = 0; i < u.shape().size(); i++) {
            int row = i / columns;
            int column = row / rows * columns + i % columns;
            double square = (1 - decay) * (g[i] * g[i] + epsilon1);
            r.data()[row] += (float) (square / columns);
            c.data()[column] += (float) (square / rows);
        }
        for (int i = 0; i < u.shape().size(); i++) {
            int row = i / columns;
            int outer = row / rows;
            double mean = 0;
            for (int k = outer * rows; k < (outer + 1) * rows; k++) {
                mean += r.data()[k] / rows;
            }
            double v = r.data()[row] / mean * c.data()[outer * columns + i % columns];
            g[i] /= (float) Math.sqrt(v);
        }
    }
}
