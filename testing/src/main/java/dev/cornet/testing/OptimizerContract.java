package dev.cornet.testing;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.CornetException;
import dev.cornet.initializers.Zeros;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.optimizers.FullBatchOptimizer;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The contract test of optimizers: {@code OptimizerContract.check(() -> new MyOptimizer(0.1))}, with a learning rate that suits values and
 * gradients of size 1.
 *
 * <p>The optimizer minimizes Σ dᵢ·(wᵢ − cᵢ)²/2 over several weights, one of which is divided among the worker threads. It is checked that
 * <ul>
 *   <li>weights stay finite, and the loss falls in 20 steps; weights whose gradients are 0 stay finite too;
 *   <li>steps have the same bits for any number of threads;
 *   <li>training continues from {@code state}, with the same bits, as if it had not been interrupted: all that the optimizer remembers is
 *       in its slots; with {@code useEma} and {@code gradientAccumulationSteps} too;
 *   <li>all options are saved: read from its saved form, the optimizer takes the same steps.
 * </ul>
 *
 * <p>A failed check is a {@link CornetException} that names it.
 */
public final class OptimizerContract {
    private static final int STEPS = 20;
    private static final int BEFORE_RESUME = 7;

    private final Optimizer named;

    /** Full-batch optimizers are for small networks: BFGS keeps the square of the number of weights. */
    private final boolean isSmall;

    private OptimizerContract(Optimizer named) {
        this.named = named;
        this.isSmall = named instanceof FullBatchOptimizer<?>;
    }

    /** Checks the optimizers that {@code factory} creates, a new one with each call. */
    public static void check(Supplier<? extends Optimizer> factory) {
        Optimizer read = OptionsContract.check(Optimizer.class, factory.get());
        OptimizerContract contract = new OptimizerContract(factory.get());
        List<float[]> expected = contract.checkDescent(factory.get());
        contract.requireSame(expected, contract.trained(read), "read from its saved form it takes other steps");
        contract.checkThreads(factory, expected);
        contract.checkResume(factory, expected);
        if (!contract.isSmall && factory.get() instanceof FluentOptimizer<?>) {
            Supplier<Optimizer> averaging = () -> ((FluentOptimizer<?>) factory.get()).useEma(true);
            contract.checkResume(averaging, contract.trained(averaging.get()));
            Supplier<Optimizer> accumulating = () -> ((FluentOptimizer<?>) factory.get()).gradientAccumulationSteps(2);
            contract.checkResume(accumulating, contract.trained(accumulating.get()));
        }
        contract.checkZeroGradients(factory.get());
    }

    private List<float[]> checkDescent(Optimizer optimizer) {
        Problem problem = new Problem(isSmall);
        double before = problem.loss();
        run(optimizer, problem, 0, STEPS);
        double after = problem.loss();
        require(after < before, "in %d steps the loss does not fall: it is %s, before %s", STEPS, after, before);
        return problem.values();
    }

    private List<float[]> trained(Optimizer optimizer) {
        Problem problem = new Problem(isSmall);
        run(optimizer, problem, 0, STEPS);
        return problem.values();
    }

    private void run(Optimizer optimizer, Problem problem, int from, int to) {
        for (int step = from; step < to; step++) {
            List<Tensor> gradients = problem.gradients();
            problem.computeGradients(gradients);
            optimizer.step(problem.weights, gradients, problem.loss(), () -> {
                problem.computeGradients(gradients);
                return problem.loss();
            });
            requireFinite(problem.values(), step);
        }
    }

    private void requireFinite(List<float[]> values, int step) {
        for (int k = 0; k < values.size(); k++) {
            for (float value : values.get(k)) {
                require(Float.isFinite(value), "after step %d weight %d holds %s", step + 1, k, value);
            }
        }
    }

    private void checkThreads(Supplier<? extends Optimizer> factory, List<float[]> expected) {
        int threads = WorkerPool.shared().threads();
        try {
            for (int count : new int[] {1, 4}) {
                WorkerPool.setThreads(count);
                requireSame(expected, trained(factory.get()), "with " + count + " threads it takes other steps");
            }
        } finally {
            WorkerPool.setThreads(threads);
        }
    }

    private void checkResume(Supplier<? extends Optimizer> factory, List<float[]> expected) {
        Problem problem = new Problem(isSmall);
        Optimizer first = factory.get();
        run(first, problem, 0, BEFORE_RESUME);
        Map<String, Tensor> saved = new HashMap<>();
        first.state(problem.weights).forEach((name, values) -> saved.put(name, values.copy()));
        Optimizer second = factory.get();
        second.restore(problem.weights, saved);
        require(
                second.steps() == BEFORE_RESUME,
                "a resumed optimizer has counted %d steps instead of %d",
                second.steps(),
                BEFORE_RESUME);
        run(second, problem, BEFORE_RESUME, STEPS);
        requireSame(
                expected,
                problem.values(),
                "resumed after " + BEFORE_RESUME + " steps it takes other steps: what it remembers must be in slots");
    }

    private void checkZeroGradients(Optimizer optimizer) {
        Problem problem = new Problem(isSmall);
        for (int step = 0; step < 3; step++) {
            optimizer.step(problem.weights, problem.gradients(), 0, () -> 0);
            requireFinite(problem.values(), step);
        }
    }

    private void requireSame(List<float[]> expected, List<float[]> got, String otherwise) {
        for (int k = 0; k < expected.size(); k++) {
            for (int i = 0; i < expected.get(k).length; i++) {
                require(
                        expected.get(k)[i] == got.get(k)[i],
                        "%s: value %d of weight %d is %s instead of %s",
                        otherwise,
                        i,
                        k,
                        got.get(k)[i],
                        expected.get(k)[i]);
            }
        }
    }

    private void require(boolean condition, String format, Object... arguments) {
        OptionsContract.require(condition, named, format, arguments);
    }

    /** The weights w and the loss Σ dᵢ·(wᵢ − cᵢ)²/2, the mean over all values. */
    private static final class Problem {
        private final List<Variable> weights;
        private final List<Tensor> targets = new ArrayList<>();
        private final List<Tensor> curvatures = new ArrayList<>();

        Problem(boolean isSmall) {
            Weights layer =
                    new Weights(isSmall ? 7 : 130); // 130·150 values are more than a task of the worker pool takes
            LayerAccess.buildOrCheck(layer, List.of(Shape.of(-1, 1)));
            weights = layer.variables();
            RandomStream random = new RandomStream(54);
            for (int k = 0; k < weights.size(); k++) {
                Shape shape = weights.get(k).shape();
                weights.get(k).assign(RandomTensors.uniform(shape, random.foldIn(3 * k)));
                targets.add(RandomTensors.uniform(shape, random.foldIn(3 * k + 1)));
                Tensor curvature = RandomTensors.uniform(shape, random.foldIn(3 * k + 2));
                for (int i = 0; i < curvature.size(); i++) {
                    curvature.data()[i] = 1 + 0.5f * curvature.data()[i];
                }
                curvatures.add(curvature);
            }
        }

        List<float[]> values() {
            return weights.stream().map(w -> w.value().toArray()).toList();
        }

        List<Tensor> gradients() {
            return weights.stream().map(w -> Tensor.zeros(w.shape())).toList();
        }

        void computeGradients(List<Tensor> gradients) {
            for (int k = 0; k < weights.size(); k++) {
                float[] w = weights.get(k).value().toArray();
                for (int i = 0; i < w.length; i++) {
                    gradients.get(k).data()[i] =
                            curvatures.get(k).data()[i] * (w[i] - targets.get(k).data()[i]);
                }
            }
        }

        double loss() {
            double sum = 0;
            for (int k = 0; k < weights.size(); k++) {
                float[] w = weights.get(k).value().toArray();
                for (int i = 0; i < w.length; i++) {
                    double distance = w[i] - targets.get(k).data()[i];
                    sum += curvatures.get(k).data()[i] * distance * distance / 2;
                }
            }
            return sum;
        }
    }

    /** A layer that only holds weights. */
    private static final class Weights extends UnaryLayer<Weights> {
        private final int rows;

        Weights(int rows) {
            this.rows = rows;
        }

        @Override
        protected void build(Shape in) {
            weight("kernel", Shape.of(rows, 150), new Zeros());
            weight("filters", Shape.of(2, 3, 4), new Zeros());
            weight("bias", Shape.of(5), new Zeros());
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }
}
