package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.initializers.RandomNormal;
import dev.cornet.initializers.RandomUniform;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Under- and over-fitting: 30 noisy points of a cosine, fitted by networks that are too small, of the right size and too large. */
public final class NoisyCosine {
    private static final int POINTS = 30;

    private NoisyCosine() {}

    public static void main(String[] args) {
        Random random = new Random(4);
        double[] x = random.doubles(2 * POINTS).toArray();
        double[] y = Arrays.stream(x)
                .map(v -> cosine(v) + 0.1 * random.nextGaussian())
                .toArray();
        Tensor xs = Tensor.of(x, 2 * POINTS, 1); // the second half is for validation
        Tensor ys = Tensor.of(y, 2 * POINTS, 1);

        double[] line =
                IntStream.rangeClosed(0, 200).mapToDouble(i -> i / 200.0).toArray();
        List<Chart> charts = new ArrayList<>();
        for (int units : new int[] {1, 4, 300}) {
            Cornet.setSeed(1);
            Sequential model = new Sequential();
            double spread = units > 100 ? 30 : 3; // large weights let the network bend at every point
            model.add(new Dense(units)
                    .activation("tanh")
                    .kernelInitializer(new RandomNormal().stddev(spread))
                    .biasInitializer(new RandomUniform(-spread, spread)));
            model.add(new Dense(1));
            model.compile(new Adam(5e-3), "mse");
            model.fit(
                    xs.rows(0, POINTS),
                    ys.rows(0, POINTS),
                    new Fit().epochs(4000).verbose(0));

            double training =
                    model.evaluate(xs.rows(0, POINTS), ys.rows(0, POINTS)).loss();
            double validation = model.evaluate(xs.rows(POINTS, 2 * POINTS), ys.rows(POINTS, 2 * POINTS))
                    .loss();
            System.out.printf(
                    "hidden units %3d: mean squared error: training %.4f, validation %.4f%n",
                    units, training, validation);
            float[] fitted = model.predict(Tensor.of(line, line.length, 1)).toArray();
            Chart chart = new Chart(
                            String.format("hidden units %d: validation error %.4f", units, validation), "x", "y")
                    .within(0, 1, -1.6, 1.6)
                    .thin(line, Arrays.stream(line).map(NoisyCosine::cosine).toArray())
                    .points("training data", Arrays.copyOf(x, POINTS), Arrays.copyOf(y, POINTS));
            charts.add(chart.line(
                    "network",
                    line,
                    IntStream.range(0, line.length).mapToDouble(i -> fitted[i]).toArray()));
        }
        Chart.save("noisy-cosine.png", 3, charts);
        System.out.println("the curves: noisy-cosine.png (grey: the cosine without its noise)");
    }

    private static double cosine(double x) {
        return Math.cos(1.5 * Math.PI * x);
    }
}
