package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import java.util.List;

/** Learning rates: the same network, trained with a rate that is too small, a good one and a rate that is too large. */
public final class LearningRates {
    private LearningRates() {}

    public static void main(String[] args) {
        DataSet digits = Digits.load().rescale(1 / 16.0);
        Chart chart = new Chart("training loss of a network on digits", "epoch", "loss").counting();
        for (double rate : new double[] {0.002, 0.2, 4}) {
            Cornet.setSeed(1);
            Sequential model = new Sequential();
            model.add(new Flatten().inputShape(8, 8, 1));
            model.add(new Dense(32).activation("relu"));
            model.add(new Dense(10).activation("softmax"));
            model.compile(new SGD(rate), "sparse_categorical_crossentropy", "accuracy");
            History history = model.fit(
                    digits.xTrain(), digits.yTrain(), new Fit().epochs(30).verbose(0));
            Curves.add(chart, "learning rate " + rate, history.get("loss"));
            System.out.printf(
                    "learning rate %5.3f: loss %.3f after 30 epochs, test accuracy %.3f%n",
                    rate,
                    history.get("loss")[29],
                    model.evaluate(digits.xTest(), digits.yTest()).get("accuracy"));
        }
        Chart.save("learning-rates.png", 1, List.of(chart));
        System.out.println("the learning curves: learning-rates.png");
    }
}
