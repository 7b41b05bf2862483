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
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Two ways to save a trained network: in one file, or as JSON and weights, which Keras and Python can read. */
public final class SaveAndReload {
    private SaveAndReload() {}

    public static void main(String[] args) throws IOException {
        Cornet.setSeed(1);
        DataSet digits = Digits.load().rescale(1 / 16.0);
        Sequential model = new Sequential();
        model.add(new Conv2D(16, 3).activation("relu").inputShape(8, 8, 1));
        model.add(new MaxPooling2D(2));
        model.add(new Flatten());
        model.add(new Dense(10).activation("softmax"));
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        model.fit(digits.xTrain(), digits.yTrain(), new Fit().epochs(10).verbose(2));
        Tensor before = model.predict(digits.xTest());

        // One file with the architecture, the weights and the optimizer's state: training can continue from it.
        model.save("digits.cornet");
        Model whole = Model.load("digits.cornet");
        report("digits.cornet", before, whole.predict(digits.xTest()));
        whole.fit(
                digits.xTrain(),
                digits.yTrain(),
                new Fit().initialEpoch(10).epochs(12).verbose(2));

        // The architecture as the JSON text of Keras 3, and the weights in a file that Python's safetensors opens.
        Files.writeString(Path.of("digits.json"), model.toJson());
        model.saveWeights("digits.safetensors");
        Model parts = Model.fromJson(Files.readString(Path.of("digits.json")));
        parts.loadWeights("digits.safetensors");
        report("digits.json and digits.safetensors", before, parts.predict(digits.xTest()));
    }

    private static void report(String files, Tensor before, Tensor after) {
        boolean identical = Arrays.equals(before.toArray(), after.toArray());
        System.out.printf(
                "%s: first digit %.6f before, %.6f after; all predictions identical: %s%n",
                files, before.get(0, before.argMax()[0]), after.get(0, after.argMax()[0]), identical);
    }
}
