package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.data.image.ImageDataGenerator;
import dev.cornet.data.set.DataSet;
import dev.cornet.data.set.Digits;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.model.Fit;
import dev.cornet.model.Sequential;

/** What augmentation brings when there are few images: 100 digits, trained on as they are and shifted, turned and zoomed. */
public final class AugmentedDigits {
    private static final int FEW = 100;

    private AugmentedDigits() {}

    public static void main(String[] args) {
        DataSet digits = Digits.load().rescale(1 / 16.0);
        DataSet few = digits.take(FEW, digits.xTest().shape().dim(0));

        Cornet.setSeed(1);
        Sequential plain = network();
        plain.fit(
                few.xTrain(), few.yTrain(), new Fit().batchSize(20).epochs(300).verbose(0));

        Cornet.setSeed(1);
        Sequential augmented = network();
        ImageDataGenerator generator = new ImageDataGenerator()
                .rotationRange(10)
                .widthShiftRange(0.1)
                .heightShiftRange(0.1)
                .zoomRange(0.1);
        augmented.fit(
                generator.flow(few.xTrain(), few.yTrain()).batchSize(20).seed(1),
                new Fit().epochs(300).verbose(0));

        System.out.printf(
                "test accuracy after 300 epochs on %d images: as they are %.3f, augmented %.3f%n",
                FEW,
                plain.evaluate(few.xTest(), few.yTest()).get("accuracy"),
                augmented.evaluate(few.xTest(), few.yTest()).get("accuracy"));
    }

    private static Sequential network() {
        Sequential model = new Sequential();
        model.add(new Conv2D(32, 3).padding("same").activation("relu").inputShape(8, 8, 1));
        model.add(new MaxPooling2D(2));
        model.add(new Dropout(0.3));
        model.add(new Flatten());
        model.add(new Dense(10).activation("softmax"));
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        return model;
    }
}
