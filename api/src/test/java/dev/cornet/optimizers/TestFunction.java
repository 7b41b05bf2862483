package dev.cornet.optimizers;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** A function of two weights x and y that takes the place of the loss of a batch. */
final class TestFunction {
    private final List<Variable> weights;
    private final List<Tensor> gradients = List.of(Tensor.zeros(1), Tensor.zeros(1));
    private final Formula formula;
    int evaluations;

    /** The value at (x, y); writes its gradient to dx and dy. */
    interface Formula {
        double value(double x, double y, float[] dx, float[] dy);
    }

    TestFunction(double x, double y, Formula formula) {
        this.weights = TestWeights.of(Tensor.of(new float[] {(float) x}, 1), Tensor.of(new float[] {(float) y}, 1));
        this.formula = formula;
    }

    /** x² + 0·y */
    static TestFunction parabola(double x) {
        return new TestFunction(x, 0, (u, v, du, dv) -> {
            du[0] = (float) (2 * u);
            dv[0] = 0;
            return u * u;
        });
    }

    /** ½·(x² + 25·y²) + x·y */
    static TestFunction ellipse(double x, double y) {
        return new TestFunction(x, y, (u, v, du, dv) -> {
            du[0] = (float) (u + v);
            dv[0] = (float) (25 * v + u);
            return (u * u + 25 * v * v) / 2 + u * v;
        });
    }

    /** Rosenbrock's function (1 − x)² + 100·(y − x²)², with minimum 0 at (1, 1). */
    static TestFunction rosenbrock(double x, double y) {
        return new TestFunction(x, y, (u, v, du, dv) -> {
            du[0] = (float) (-2 * (1 - u) - 400 * u * (v - u * u));
            dv[0] = (float) (200 * (v - u * u));
            return (1 - u) * (1 - u) + 100 * (v - u * u) * (v - u * u);
        });
    }

    double loss() {
        evaluations++;
        return formula.value(x(), y(), gradients.get(0).data(), gradients.get(1).data());
    }

    /** Does one step and returns the loss after it. */
    double step(Optimizer optimizer) {
        optimizer.apply(weights, gradients, loss(), this::loss);
        return loss();
    }

    /** Does steps until the optimizer has converged and returns their number, or {@code maxSteps} + 1 if it has not. */
    int minimize(FullBatchOptimizer<?> optimizer, int maxSteps) {
        for (int steps = 1; steps <= maxSteps; steps++) {
            step(optimizer);
            if (optimizer.converged()) {
                return steps;
            }
        }
        return maxSteps + 1;
    }

    List<Variable> weights() {
        return weights;
    }

    double x() {
        return weights.get(0).mutableValue().get(0);
    }

    double y() {
        return weights.get(1).mutableValue().get(0);
    }
}
