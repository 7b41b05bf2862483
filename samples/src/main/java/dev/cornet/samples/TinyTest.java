package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Tensor;

/** A tour of the library: XOR with two dense layers, digits with a small convolutional network; train, save, load, predict. */
public final class TinyTest {
    private TinyTest() {}

    public static void main(String[] args) {
        Cornet.setSeed(1);
        exclusiveOr();
        digits();
    }

    private static void exclusiveOr() {
        Tensor x = Tensor.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
        Tensor y = Tensor.of(new float[] {0, 1, 1, 0}, 4, 1);
        Sequential model = new Sequential();
        model.add(new Dense(8).activation("tanh").inputShape(2));
        model.add(new Dense(1).activation("sigmoid"));
        model.compile(new Adam(0.1), "binary_crossentropy", "accuracy");
        model.fit(x, y, new Fit().epochs(100).verbose(0));
        Tensor p = model.predict(x);
        for (int i = 0; i < 4; i++) {
            System.out.printf("%.0f xor %.0f = %.3f%n", x.get(i, 0), x.get(i, 1), p.get(i, 0));
        }
    }

    private static void digits() {
        DataSet digits = Digits.load().rescale(1 / 16.0);
        Sequential model = new Sequential();
        model.add(new Conv2D(16, 3).activation("relu").inputShape(8, 8, 1));
        model.add(new MaxPooling2D(2));
        model.add(new Flatten());
        model.add(new Dense(10).activation("softmax"));
        model.summary();
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        model.fit(digits.xTrain(), digits.yTrain(), new Fit().epochs(10).validationSplit(0.1));

        model.save("tiny.cornet");
        Model loaded = Model.load("tiny.cornet");
        Tensor first = digits.xTest().rows(0, 10);
        int[] predicted = loaded.predict(first).argMax();
        System.out.print("true / predicted:");
        for (int i = 0; i < predicted.length; i++) {
            System.out.printf("  %.0f / %d", digits.yTest().get(i), predicted[i]);
        }
        System.out.printf(
                "%ntest accuracy %.4f%n",
                loaded.evaluate(digits.xTest(), digits.yTest()).get("accuracy"));
    }
}
