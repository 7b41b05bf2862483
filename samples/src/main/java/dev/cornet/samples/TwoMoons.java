package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.layers.Dense;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Early stopping on the two-moons data: without it, with patience 0, and with patience 200 and the best model kept in a file. */
public final class TwoMoons {
    private static final int TRAIN = 30;
    private static final int POINTS = 100;

    private final Tensor x = Tensor.zeros(POINTS, 2);
    private final Tensor y = Tensor.zeros(POINTS, 1);
    private final List<Chart> charts = new ArrayList<>();

    private TwoMoons() {
        Random random = new Random(11);
        for (int i = 0; i < POINTS; i++) {
            double t = Math.PI * random.nextDouble();
            boolean upper = i % 2 == 0;
            x.set((float) ((upper ? Math.cos(t) : 1 - Math.cos(t)) + 0.2 * random.nextGaussian()), i, 0);
            x.set((float) ((upper ? Math.sin(t) : 0.5 - Math.sin(t)) + 0.2 * random.nextGaussian()), i, 1);
            y.set(upper ? 0 : 1, i, 0);
        }
    }

    public static void main(String[] args) {
        TwoMoons moons = new TwoMoons();
        Model last = moons.train("no stopping");
        moons.train("patience 0", new EarlyStopping().monitor("val_loss"));
        moons.train(
                "patience 200",
                new EarlyStopping().monitor("val_loss").patience(200),
                new ModelCheckpoint("moons.cornet").monitor("val_loss").saveBestOnly(true));
        System.out.printf(
                "validation accuracy: last model without stopping %.3f, best model of the patient training %.3f%n",
                moons.accuracy(last), moons.accuracy(Model.load("moons.cornet")));
        Chart.save("two-moons.png", 3, moons.charts);
        System.out.println("the curves: two-moons.png");
    }

    private Model train(String name, Callback... callbacks) {
        Cornet.setSeed(1);
        Sequential model = new Sequential();
        model.add(new Dense(500).activation("relu").inputShape(2));
        model.add(new Dense(1).activation("sigmoid"));
        model.compile("adam", "binary_crossentropy", "accuracy");
        History history = model.fit(
                x.rows(0, TRAIN),
                y.rows(0, TRAIN),
                new Fit()
                        .epochs(4000)
                        .verbose(0)
                        .validationData(x.rows(TRAIN, POINTS), y.rows(TRAIN, POINTS))
                        .callbacks(callbacks));
        double[] loss = history.get("val_loss");
        int best = 0;
        for (int i = 1; i < loss.length; i++) {
            best = loss[i] < loss[best] ? i : best;
        }
        System.out.printf(
                "%-12s %4d epochs; validation loss %.3f at the end, %.3f at its best in epoch %d%n",
                name, loss.length, loss[loss.length - 1], loss[best], best + 1);
        charts.add(Curves.chart(name + ": " + loss.length + " epochs", history, "loss"));
        return model;
    }

    private double accuracy(Model model) {
        return model.evaluate(x.rows(TRAIN, POINTS), y.rows(TRAIN, POINTS)).get("accuracy");
    }
}
