package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerContract;
import java.util.Arrays;

/** A custom layer, defined in Swish.java: its gradients are checked, and it is trained in a network, saved and loaded. */
public final class CustomLayer {
    private CustomLayer() {}

    public static void main(String[] args) {
        Cornet.setSeed(1);
        Cornet.register(Swish.class); // so that files can name it

        // throws if a gradient differs from finite differences, forward writes a field, or saving loses an option
        LayerContract.check(() -> new Swish().start(0.5), Shape.of(7));
        System.out.println("Swish passes the contract test of layers: its gradients are right");

        DataSet digits = Digits.load().rescale(1 / 16.0);
        Sequential model = new Sequential();
        model.add(new Flatten().inputShape(8, 8, 1));
        model.add(new Dense(64));
        model.add(new Swish().start(0.5).named("swish"));
        model.add(new Dense(10).activation("softmax"));
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        model.fit(digits.xTrain(), digits.yTrain(), new Fit().epochs(20).verbose(2));
        Tensor beta = model.getLayer("swish").getWeights().get(0);
        System.out.println("β has been learned: " + beta);

        model.save("swish.cornet");
        Model loaded = Model.load("swish.cornet");
        boolean identical = Arrays.equals(
                model.predict(digits.xTest()).toArray(),
                loaded.predict(digits.xTest()).toArray());
        System.out.println("saved and loaded again, the predictions are identical: " + identical);
        System.out.printf(
                "test accuracy %.4f%n",
                loaded.evaluate(digits.xTest(), digits.yTest()).get("accuracy"));
    }
}
