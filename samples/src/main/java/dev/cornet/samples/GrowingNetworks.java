package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.initializer.RandomNormal;
import dev.cornet.initializer.RandomUniform;
import dev.cornet.layers.Dense;
import dev.cornet.model.Fit;
import dev.cornet.model.Sequential;
import dev.cornet.optimizer.Adam;
import dev.cornet.optimizer.CosineDecay;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Universal approximation: one hidden layer comes as near to a curve as one likes, if it is wide enough. */
public final class GrowingNetworks {
    private static final int POINTS = 256;
    private static final int EPOCHS = 1000;

    private GrowingNetworks() {}

    public static void main(String[] args) {
        double[] x = IntStream.range(0, POINTS)
                .mapToDouble(i -> 2.0 * i / (POINTS - 1) - 1)
                .toArray();
        double[] y = Arrays.stream(x).map(GrowingNetworks::curve).toArray();
        Tensor xs = Tensor.of(x, POINTS, 1);
        List<Chart> charts = new ArrayList<>();
        for (int units : new int[] {1, 2, 4, 8, 16, 64}) {
            Cornet.setSeed(3);
            Sequential model = new Sequential();
            model.add(new Dense(units)
                    .activation("tanh")
                    .kernelInitializer(new RandomNormal().stddev(4))
                    .biasInitializer(new RandomUniform(-4, 4)));
            model.add(new Dense(1));
            model.compile(new Adam(new CosineDecay(0.03, 4 * EPOCHS)), "mse");
            model.fit(
                    xs,
                    Tensor.of(y, POINTS, 1),
                    new Fit().batchSize(POINTS / 4).epochs(EPOCHS).verbose(0));
            float[] f = model.predict(xs).toArray();
            double worst = IntStream.range(0, POINTS)
                    .mapToDouble(i -> Math.abs(f[i] - y[i]))
                    .max()
                    .orElseThrow();
            System.out.printf("%2d hidden units: largest error %.4f%n", units, worst);
            charts.add(new Chart(String.format("%d hidden units: largest error %.3f", units, worst), "x", "y")
                    .within(-1, 1, -0.6, 1)
                    .thin(x, y)
                    .line(
                            "network",
                            x,
                            IntStream.range(0, POINTS).mapToDouble(i -> f[i]).toArray()));
        }
        Chart.save("growing-networks.png", 3, charts);
        System.out.println("the curves: growing-networks.png");
    }

    /** A wave that grows to both sides, with a corner in the middle. */
    private static double curve(double x) {
        return 0.8 * x * Math.sin(2 * Math.PI * x) + 0.6 * Math.abs(x);
    }
}
