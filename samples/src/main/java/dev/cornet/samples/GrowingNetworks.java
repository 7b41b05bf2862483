package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.initializers.RandomNormal;
import dev.cornet.initializers.RandomUniform;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.BFGS;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Universal approximation: one hidden layer approximates a curve to any accuracy if it is wide enough. */
public final class GrowingNetworks {
    private static final int POINTS = 256;
    private static final int STARTS = 5;

    private GrowingNetworks() {}

    public static void main(String[] args) {
        double[] x = IntStream.range(0, POINTS)
                .mapToDouble(i -> 2.0 * i / (POINTS - 1) - 1)
                .toArray();
        double[] y = Arrays.stream(x).map(GrowingNetworks::curve).toArray();
        List<Chart> charts = new ArrayList<>();
        for (int units : new int[] {1, 2, 4, 8, 16, 64}) {
            double[] f = best(units, Tensor.of(x, POINTS, 1), Tensor.of(y, POINTS, 1));
            double worst = IntStream.range(0, POINTS)
                    .mapToDouble(i -> Math.abs(f[i] - y[i]))
                    .max()
                    .orElseThrow();
            System.out.printf("hidden units %2d: largest error %.4f%n", units, worst);
            charts.add(new Chart(String.format("hidden units %d: largest error %.3f", units, worst), "x", "y")
                    .within(-1, 1, -0.6, 1)
                    .line("network", x, f)
                    .thin(x, y));
        }
        Chart.save("growing-networks.png", 3, charts);
        System.out.println("the curves: growing-networks.png (grey: the target curve)");
    }

    /** The predictions of the best of several networks of this size, since BFGS may end in a local minimum. */
    private static double[] best(int units, Tensor x, Tensor y) {
        float[] best = {};
        double lowest = Double.POSITIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            Cornet.setSeed(start);
            Sequential model = new Sequential();
            model.add(new Dense(units)
                    .activation("tanh")
                    .kernelInitializer(new RandomNormal().stddev(8))
                    .biasInitializer(new RandomUniform(-8, 8)));
            model.add(new Dense(1));
            model.compile(new BFGS(), "mse");
            model.fit(x, y, new Fit().epochs(3000).verbose(0));
            double loss = model.evaluate(x, y, POINTS).loss();
            if (loss < lowest) {
                lowest = loss;
                best = model.predict(x).toArray();
            }
        }
        float[] f = best;
        return IntStream.range(0, f.length).mapToDouble(i -> f[i]).toArray();
    }

    /** The target: a wave whose amplitude grows with |x|, with a corner at 0. */
    private static double curve(double x) {
        return 0.8 * x * Math.sin(2 * Math.PI * x) + 0.6 * Math.abs(x);
    }
}
