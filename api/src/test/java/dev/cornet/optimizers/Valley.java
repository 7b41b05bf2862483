package dev.cornet.optimizers;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** Two weights x and y on a landscape given by a formula, as a batch's loss would be. */
final class Valley {
    private final List<Variable> weights;
    private final List<Tensor> gradients = List.of(Tensor.zeros(1), Tensor.zeros(1));
    private final Formula formula;
    int visits;

    /** The height at (x, y); writes its gradient. */
    interface Formula {
        double height(double x, double y, float[] dx, float[] dy);
    }

    Valley(double x, double y, Formula formula) {
        this.weights = Weights.of(Tensor.of(new float[] {(float) x}, 1), Tensor.of(new float[] {(float) y}, 1));
        this.formula = formula;
    }

    /** x² + 0·y */
    static Valley parabola(double x) {
        return new Valley(x, 0, (u, v, du, dv) -> {
            du[0] = (float) (2 * u);
            dv[0] = 0;
            return u * u;
        });
    }

    /** ½·(x² + 25·y²) + x·y */
    static Valley ellipse(double x, double y) {
        return new Valley(x, y, (u, v, du, dv) -> {
            du[0] = (float) (u + v);
            dv[0] = (float) (25 * v + u);
            return (u * u + 25 * v * v) / 2 + u * v;
        });
    }

    /** Rosenbrock's (1 − x)² + 100·(y − x²)², the minimum 0 at (1, 1) */
    static Valley rosenbrock(double x, double y) {
        return new Valley(x, y, (u, v, du, dv) -> {
            du[0] = (float) (-2 * (1 - u) - 400 * u * (v - u * u));
            dv[0] = (float) (200 * (v - u * u));
            return (1 - u) * (1 - u) + 100 * (v - u * u) * (v - u * u);
        });
    }

    double height() {
        visits++;
        return formula.height(
                x(), y(), gradients.get(0).data(), gradients.get(1).data());
    }

    /** One step of the optimizer; the height after it. */
    double step(Optimizer optimizer) {
        optimizer.apply(weights, gradients, height(), this::height);
        return height();
    }

    /** Steps until the optimizer has converged; how many. */
    int descend(FullBatchOptimizer<?> optimizer, int most) {
        for (int steps = 1; steps <= most; steps++) {
            step(optimizer);
            if (optimizer.converged()) {
                return steps;
            }
        }
        return most + 1;
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
