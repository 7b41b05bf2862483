package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.initializers.RandomUniform;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.BFGS;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/** Under- and over-fitting: four Gaussian clusters, classified by networks of 1, 2 and 10 hidden units and by the Bayes rule. */
public final class GaussianMixture {
    private static final int CLASSES = 4;
    private static final int FINE = 120;
    private static final double EDGE = 4.5;

    private GaussianMixture() {}

    /** Points in the plane with their classes. */
    private record Cloud(Tensor x, Tensor y) {
        /** Draws from four clusters of variance 1 around (±1.5, ±1.5), with equal probability. */
        static Cloud draw(int n, long seed) {
            Random random = new Random(seed);
            Tensor x = Tensor.zeros(n, 2);
            Tensor y = Tensor.zeros(n, 1);
            for (int i = 0; i < n; i++) {
                int c = random.nextInt(CLASSES);
                x.set((float) ((c % 2 == 0 ? -1.5 : 1.5) + random.nextGaussian()), i, 0);
                x.set((float) ((c < 2 ? -1.5 : 1.5) + random.nextGaussian()), i, 1);
                y.set(c, i, 0);
            }
            return new Cloud(x, y);
        }

        double accuracy(int[] predicted) {
            return IntStream.range(0, predicted.length)
                            .filter(i -> predicted[i] == (int) y.get(i, 0))
                            .count()
                    / (double) predicted.length;
        }

        double[] axis(int axis, int[] classes, int c) {
            return IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == c)
                    .mapToDouble(i -> x.get(i, axis))
                    .toArray();
        }
    }

    public static void main(String[] args) {
        Cloud train = Cloud.draw(400, 1);
        Cloud test = Cloud.draw(20_000, 2);
        List<Chart> charts = new ArrayList<>();
        double bayes = test.accuracy(bayes(test.x()));
        charts.add(chart(String.format("Bayes rule: test accuracy %.3f", bayes), train, bayes(plane().x())));
        System.out.printf("Bayes rule:      test accuracy %.3f%n", bayes);
        for (int units : new int[] {1, 2, 10}) {
            Sequential model = best(units, train);
            double accuracy = test.accuracy(model.predict(test.x(), 1000).argMax());
            System.out.printf(
                    "hidden units %2d: test accuracy %.3f, training accuracy %.3f%n",
                    units, accuracy, train.accuracy(model.predict(train.x()).argMax()));
            String title = String.format("hidden units %d: test accuracy %.3f", units, accuracy);
            charts.add(chart(title, train, model.predict(plane().x(), 1000).argMax()));
        }
        Chart.save("gaussian-mixture.png", 2, charts);
        System.out.println("decision regions: gaussian-mixture.png");
    }

    /** The network with the lowest training loss of several starts, since BFGS may end in a local minimum. */
    private static Sequential best(int units, Cloud train) {
        Sequential best = null;
        double lowest = Double.POSITIVE_INFINITY;
        for (int start = 0; start < 10; start++) {
            Cornet.setSeed(start);
            Sequential model = new Sequential();
            model.add(dense(units).activation("sigmoid").inputShape(2));
            model.add(dense(CLASSES).activation("softmax"));
            model.compile(new BFGS(), "sparse_categorical_crossentropy");
            model.fit(train.x(), train.y(), new Fit().epochs(500).verbose(0));
            double loss = model.evaluate(train.x(), train.y(), 400).loss();
            if (best == null || loss < lowest) {
                best = model;
                lowest = loss;
            }
        }
        return Objects.requireNonNull(best);
    }

    /** A dense layer with initial weights as in R's nnet. */
    private static Dense dense(int units) {
        RandomUniform small = new RandomUniform(-0.7, 0.7);
        return new Dense(units).kernelInitializer(small).biasInitializer(small);
    }

    /** The class of the nearest mean, which is the Bayes rule since all clusters are round and equally probable. */
    private static int[] bayes(Tensor x) {
        return IntStream.range(0, x.shape().dim(0))
                .map(i -> (x.get(i, 0) > 0 ? 1 : 0) + (x.get(i, 1) > 0 ? 2 : 0))
                .toArray();
    }

    /** The points of a fine grid over the plane. */
    private static Cloud plane() {
        Tensor x = Tensor.zeros(FINE * FINE, 2);
        for (int i = 0; i < FINE * FINE; i++) {
            x.set((float) (EDGE * (2.0 * (i % FINE) / (FINE - 1) - 1)), i, 0);
            x.set((float) (EDGE * (2.0 * (i / FINE) / (FINE - 1) - 1)), i, 1);
        }
        return new Cloud(x, x);
    }

    private static Chart chart(String title, Cloud train, int[] regions) {
        Chart chart = new Chart(title, "x1", "x2").within(-EDGE, EDGE, -EDGE, EDGE);
        Cloud plane = plane();
        int[] classes =
                IntStream.range(0, 400).map(i -> (int) train.y().get(i, 0)).toArray();
        for (int c = 0; c < CLASSES; c++) {
            double[] x1 = plane.axis(0, regions, c);
            if (x1.length > 0) {
                chart.region(c, x1, plane.axis(1, regions, c));
            }
        }
        for (int c = 0; c < CLASSES; c++) {
            chart.points(c, train.axis(0, classes, c), train.axis(1, classes, c));
        }
        return chart;
    }
}
