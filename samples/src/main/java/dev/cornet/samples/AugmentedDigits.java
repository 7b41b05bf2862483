package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;

/** Data augmentation with few images: a network trained on 50 digits as they are, and on the same digits shifted, rotated and zoomed. */
public final class AugmentedDigits {
    private static final int FEW = 50;
    private static final int TRAININGS = 5;
    private static final int EPOCHS = 400;

    private AugmentedDigits() {}

    public static void main(String[] args) {
        DataSet digits = Digits.load().rescale(1 / 16.0);
        ImageDataGenerator generator = new ImageDataGenerator()
                .rotationRange(10)
                .widthShiftRange(0.1)
                .heightShiftRange(0.1)
                .zoomRange(0.1);
        double plain = 0;
        double augmented = 0;
        for (int i = 0;
                i < TRAININGS;
                i++) { // each with other digits, since the result of one sample of 50 says little
            Tensor x = digits.xTrain().rows(i * FEW, (i + 1) * FEW);
            Tensor y = digits.yTrain().rows(i * FEW, (i + 1) * FEW);
            Sequential first = network(i);
            first.fit(x, y, new Fit().batchSize(20).epochs(EPOCHS).verbose(0));
            double plainAccuracy =
                    first.evaluate(digits.xTest(), digits.yTest()).get("accuracy");
            Sequential second = network(i);
            second.fit(
                    generator.flow(x, y).batchSize(20).seed(i),
                    new Fit().epochs(EPOCHS).verbose(0));
            double augmentedAccuracy =
                    second.evaluate(digits.xTest(), digits.yTest()).get("accuracy");
            System.out.printf(
                    "%d digits: test accuracy unchanged %.3f, augmented %.3f%n", FEW, plainAccuracy, augmentedAccuracy);
            augmented += augmentedAccuracy / TRAININGS;
            plain += plainAccuracy / TRAININGS;
        }
        System.out.printf("mean of %d trainings: unchanged %.3f, augmented %.3f%n", TRAININGS, plain, augmented);

        Tensor pictures = Tensor.zeros(40, 8, 8, 1); // a column for each digit, unchanged in the first row
        Tensor x = digits.xTrain().rows(0, 10);
        pictures.rows(0, 10).copyFrom(x);
        for (int row = 1; row < 4; row++) {
            Tensor transformed = generator
                    .flow(x)
                    .batchSize(10)
                    .shuffle(false)
                    .epoch(row)
                    .next()
                    .inputs()
                    .get(0);
            pictures.rows(10 * row, 10 * (row + 1)).copyFrom(transformed);
        }
        Images.saveGrid("augmented-digits.png", pictures, 10);
        System.out.println("digits and, below them, augmented copies: augmented-digits.png");
    }

    private static Sequential network(long seed) {
        Cornet.setSeed(seed);
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
