package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.callbacks.CSVLogger;
import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Evaluation;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Adam;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** A small convolutional network on handwritten digits of 8x8 pixels, which come with Cornet. */
public final class DigitsCnn {
    private DigitsCnn() {}

    public static void main(String[] args) {
        Cornet.setSeed(1);
        System.out.println("BLAS: " + Cornet.backend());
        DataSet digits = Digits.load().rescale(1 / 16.0);

        Sequential model = new Sequential();
        model.add(new Conv2D(32, 3).padding("same").activation("relu").inputShape(8, 8, 1));
        model.add(new BatchNormalization());
        model.add(new Conv2D(64, 3).activation("relu"));
        model.add(new BatchNormalization());
        model.add(new MaxPooling2D(2));
        model.add(new Dropout(0.25));
        model.add(new Flatten());
        model.add(new Dense(128).activation("relu"));
        model.add(new Dropout(0.5));
        model.add(new Dense(10).activation("softmax"));
        model.summary();

        model.compile(new Adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
        int all = digits.xTrain().shape().dim(0);
        int trained = (int) (0.9 * all); // the others are for validation
        ImageDataGenerator generator = new ImageDataGenerator()
                .rotationRange(10)
                .widthShiftRange(0.1)
                .heightShiftRange(0.1)
                .zoomRange(0.1)
                .fillMode("constant");
        History history = model.fit(
                generator.flow(digits.xTrain().rows(0, trained), digits.yTrain().rows(0, trained)),
                new Fit()
                        .epochs(150)
                        .validationData(
                                digits.xTrain().rows(trained, all),
                                digits.yTrain().rows(trained, all))
                        .callbacks(
                                new EarlyStopping().patience(30).verbose(1),
                                new ModelCheckpoint("digits.cornet").saveBestOnly(true),
                                new CSVLogger("digits.csv")));

        Model best = Model.load("digits.cornet");
        Tensor predictions = best.predict(digits.xTest());
        best.save("digits-again.cornet");
        Tensor again = Model.load("digits-again.cornet").predict(digits.xTest());
        System.out.println("saved and loaded again, the predictions are identical: "
                + Arrays.equals(predictions.toArray(), again.toArray()));

        Evaluation test = best.evaluate(digits.xTest(), digits.yTest());
        System.out.printf("test accuracy %.4f%n", test.get("accuracy"));

        Curves.save("digits-curves.png", history, "loss", "accuracy");
        int wrong = Mistakes.save("digits-mistakes.png", digits.xTest(), digits.yTest(), predictions.argMax(), 32);
        System.out.println(wrong + " test digits are misclassified: digits-mistakes.png;"
                + " learning curves: digits-curves.png; log: digits.csv");
    }
}
