package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.layers.Dense;
import dev.cornet.layers.LSTM;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** An LSTM on a time series: it learns to predict the next value of a noisy wave, then continues the wave from its own predictions. */
public final class LstmWave {
    private static final int STEPS = 40;
    private static final int KNOWN = 800;
    private static final int AHEAD = 120;

    private LstmWave() {}

    public static void main(String[] args) {
        Cornet.setSeed(1);
        Random random = new Random(1);
        double[] time = IntStream.range(0, KNOWN + AHEAD).asDoubleStream().toArray();
        double[] wave = Arrays.stream(time)
                .map(t -> Math.sin(0.2 * t) * (1 + 0.5 * Math.sin(0.05 * t)) + 0.05 * random.nextGaussian())
                .toArray();

        int n = KNOWN - STEPS;
        Tensor x = Tensor.zeros(n, STEPS, 1);
        Tensor y = Tensor.zeros(n, 1);
        for (int i = 0; i < n; i++) {
            for (int t = 0; t < STEPS; t++) {
                x.set((float) wave[i + t], i, t, 0);
            }
            y.set((float) wave[i + STEPS], i, 0);
        }

        Sequential model = new Sequential();
        model.add(new LSTM(32).inputShape(STEPS, 1));
        model.add(new Dense(1));
        model.compile(new Adam(3e-3), "mse");
        model.fit(x, y, new Fit().epochs(60).verbose(0));

        Tensor window = x.rows(n - 1, n).copy();
        double[] alone = new double[AHEAD];
        double error = 0;
        float last = (float) wave[KNOWN - 1];
        for (int k = 0; k < AHEAD; k++) {
            System.arraycopy(window.data(), 1, window.data(), 0, STEPS - 1);
            window.data()[STEPS - 1] = last;
            last = model.predict(window).get(0, 0);
            alone[k] = last;
            error += Math.abs(last - wave[KNOWN + k]) / AHEAD;
        }
        System.out.printf("mean error of %d values predicted one from the other %.3f%n", AHEAD, error);
        Chart chart = new Chart("a wave and its continuation by an LSTM", "time", "value")
                .line("wave", from(time, KNOWN - AHEAD), from(wave, KNOWN - AHEAD))
                .line("LSTM alone", from(time, KNOWN), alone);
        Chart.save("lstm-wave.png", 1, List.of(chart));
        System.out.println("the wave: lstm-wave.png");
    }

    private static double[] from(double[] values, int start) {
        return Arrays.copyOfRange(values, start, values.length);
    }
}
