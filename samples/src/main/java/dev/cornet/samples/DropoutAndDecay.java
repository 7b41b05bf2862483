package dev.cornet.samples;

import static dev.cornet.regularizers.Regularizers.l1;
import static dev.cornet.regularizers.Regularizers.l2;

import dev.cornet.Cornet;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Sequential;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Regularisation: a large network, trained on 300 digits of which every fifth has a wrong label; plain, with dropout, and with l1 or l2.
 */
public final class DropoutAndDecay {
    private static final int FEW = 300;

    private final DataSet digits = Digits.load().rescale(1 / 16.0);
    private final Chart accuracies = new Chart("accuracy on 500 further digits", "epoch", "accuracy").counting();
    private final Chart losses = new Chart("cross-entropy on 500 further digits", "epoch", "loss").counting();

    private final Tensor labels = digits.yTrain().rows(0, FEW).copy();

    private DropoutAndDecay() {
        for (int i = 0; i < FEW; i += 5) {
            labels.set((labels.get(i) + 1 + i % 9) % 10, i);
        }
    }

    public static void main(String[] args) {
        DropoutAndDecay comparison = new DropoutAndDecay();
        comparison.train("plain", 0, 0, l2(0));
        comparison.train("dropout", 0.2, 0.5, l2(0));
        comparison.train("l1", 0, 0, l1(1e-3));
        comparison.train("l2", 0, 0, l2(1e-2));
        Chart.save("dropout-and-decay.png", 2, List.of(comparison.accuracies, comparison.losses));
        System.out.println("the curves: dropout-and-decay.png");
    }

    private void train(String name, double ofInputs, double ofUnits, Regularizer penalty) {
        Cornet.setSeed(1);
        Sequential model = new Sequential();
        model.add(new Flatten().inputShape(8, 8, 1));
        model.add(new Dropout(ofInputs));
        model.add(new Dense(256).activation("relu").kernelRegularizer(penalty));
        model.add(new Dropout(ofUnits));
        model.add(new Dense(256).activation("relu").kernelRegularizer(penalty));
        model.add(new Dropout(ofUnits));
        model.add(new Dense(10).activation("softmax").kernelRegularizer(penalty));
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy", "sparse_categorical_crossentropy");
        History history = model.fit(
                digits.xTrain().rows(0, FEW),
                labels,
                new Fit()
                        .epochs(100)
                        .verbose(0)
                        .validationData(
                                digits.xTrain().rows(FEW, FEW + 500),
                                digits.yTrain().rows(FEW, FEW + 500)));
        Curves.add(accuracies, name, history.get("val_accuracy"));
        Curves.add(losses, name, history.get("val_sparse_categorical_crossentropy"));
        System.out.printf(
                "%-8s training accuracy %.3f, test accuracy %.3f, weights nearly 0: %4.1f %%%n",
                name,
                history.get("accuracy")[99],
                model.evaluate(digits.xTest(), digits.yTest()).get("accuracy"),
                100 * nearlyZero(model));
    }

    private static double nearlyZero(Sequential model) {
        long small = 0;
        for (Tensor w : model.getWeights()) {
            for (float v : w.toArray()) {
                small += Math.abs(v) < 1e-3 ? 1 : 0;
            }
        }
        return (double) small / model.countParams();
    }
}
