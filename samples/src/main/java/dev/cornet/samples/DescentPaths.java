package dev.cornet.samples;

import dev.cornet.callbacks.LambdaCallback;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.Multiply;
import dev.cornet.layers.Subtract;
import dev.cornet.models.Compile;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.BFGS;
import dev.cornet.optimizers.GradientDescent;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The paths of descent on x² and on Rosenbrock's function: gradient descent with a fixed rate or with step halving, and BFGS. */
public final class DescentPaths {
    private static final Tensor ONE = Tensor.of(new float[] {1}, 1, 1);
    private static final Tensor ZERO = Tensor.zeros(1, 1);

    private DescentPaths() {}

    public static void main(String[] args) {
        double[] x = IntStream.rangeClosed(-60, 60).mapToDouble(i -> i / 10.0).toArray();
        Chart parabola = new Chart("x² from 5", "x", "f(x)").thin(x, squares(x));
        Chart valley = new Chart("Rosenbrock's valley from (-1.2, 1)", "u", "v").within(-1.6, 1.6, -0.6, 1.8);
        for (double level : new double[] {0.1, 1, 4, 20, 80}) {
            addContour(valley, level);
        }

        Path steps = square(new SGD(0.1), 30);
        Path halved = square(new GradientDescent(), 30);
        parabola.path("fixed rate 0.1: " + steps.length() + " steps", steps.u(), squares(steps.u()));
        parabola.path("step halving: " + halved.length() + " step", halved.u(), squares(halved.u()));
        Path slow = rosenbrock("step halving", new GradientDescent().tolerance(1e-3));
        Path quick = rosenbrock("BFGS", new BFGS().tolerance(1e-3));
        valley.path("step halving: " + slow.length() + " steps", slow.u(), slow.v());
        valley.path("BFGS: " + quick.length() + " steps", quick.u(), quick.v());
        Chart.save("descent-paths.png", 2, List.of(parabola, valley));
        System.out.println("the paths: descent-paths.png");
    }

    /** The points of a descent, from its start. */
    private record Path(List<Float> us, List<Float> vs) {
        double[] u() {
            return us.stream().mapToDouble(Float::doubleValue).toArray();
        }

        double[] v() {
            return vs.stream().mapToDouble(Float::doubleValue).toArray();
        }

        /** Adds a point unless it equals the last one, which happens at the end of a descent. */
        void add(float u, float v) {
            if (u != us.get(length()) || v != vs.get(length())) {
                us.add(u);
                vs.add(v);
            }
        }

        int length() {
            return us.size() - 1;
        }
    }

    /** Minimizes f(w) = w², the squared error of one weight. */
    private static Path square(Optimizer optimizer, int steps) {
        Layer u = new Dense(1).useBias(false);
        Symbol in = Input.of(1);
        Model model = new Model(in, in.then(u));
        model.compile(optimizer, "mse");
        Path path = descend(model, u, u, 5, 5, List.of(ZERO), steps);
        System.out.printf(
                "x² by %s: %d steps to %.5f%n",
                optimizer.getClass().getSimpleName(), path.length(), path.u()[path.length()]);
        return path;
    }

    /** Minimizes f(u, v) = (1 − u)² + 100·(v − u²)², the squared error of two outputs, the second with weight 100. */
    private static Path rosenbrock(String name, Optimizer optimizer) {
        Layer u = new Dense(1).useBias(false);
        Layer v = new Dense(1).useBias(false);
        Symbol in = Input.of(1);
        Symbol uOut = in.then(u);
        Symbol difference = new Subtract().of(in.then(v), new Multiply().of(uOut, uOut));
        Model model = new Model(List.of(in), List.of(uOut, difference));
        model.compile(new Compile(optimizer, "mse").lossWeights(1, 100));
        Path path = descend(model, u, v, -1.2f, 1, List.of(ONE, ZERO), 20_000);
        System.out.printf(
                "Rosenbrock by %s: %d steps to (%.5f, %.5f)%n",
                name, path.length(), path.u()[path.length()], path.v()[path.length()]);
        return path;
    }

    private static Path descend(Model model, Layer u, Layer v, float u0, float v0, List<Tensor> targets, int steps) {
        u.setWeights(Tensor.of(new float[] {u0}, 1, 1));
        v.setWeights(Tensor.of(new float[] {v0}, 1, 1));
        Path path = new Path(new ArrayList<>(List.of(u0)), new ArrayList<>(List.of(v0)));
        LambdaCallback record = new LambdaCallback().onEpochEnd((epoch, logs) -> {
            path.add(u.getWeights().get(0).get(0, 0), v.getWeights().get(0).get(0, 0));
        });
        model.fit(List.of(ONE), targets, new Fit().epochs(steps).verbose(0).callbacks(record));
        return path;
    }

    private static double[] squares(double[] x) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i] * x[i]).toArray();
    }

    /** Draws the contour f(u, v) = c of Rosenbrock's function, which is v = u² ± √(c − (1 − u)²)/10. */
    private static void addContour(Chart chart, double c) {
        double[] u = IntStream.rangeClosed(0, 400)
                .mapToDouble(i -> 1 - Math.sqrt(c) * Math.cos(Math.PI * i / 200))
                .toArray();
        double[] v = IntStream.rangeClosed(0, 400)
                .mapToDouble(i -> u[i] * u[i] + Math.sqrt(c) * Math.sin(Math.PI * i / 200) / 10)
                .toArray();
        chart.thin(u, v);
    }
}
