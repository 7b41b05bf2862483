package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.data.image.ImageDataGenerator;
import dev.cornet.data.image.Images;
import dev.cornet.data.set.DataSet;
import dev.cornet.data.set.Digits;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.model.Fit;
import dev.cornet.model.Model;
import dev.cornet.model.Sequential;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;

/** What augmentation brings when there are few images: 100 digits, trained on as they are and shifted, turned and zoomed. */
public final class AugmentedDigits {
    private static final int FEW = 100;

    private AugmentedDigits() {}

    public static void main(String[] args) {
        DataSet digits = Digits.load().rescale(1 / 16.0);
        Tensor x = digits.xTrain().rows(0, FEW);
        Tensor y = digits.yTrain().rows(0, FEW);

        Cornet.setSeed(1);
        network().fit(x, y, options(digits, "as-they-are.cornet").batchSize(20));

        Cornet.setSeed(1);
        ImageDataGenerator generator = new ImageDataGenerator()
                .rotationRange(10)
                .widthShiftRange(0.1)
                .heightShiftRange(0.1)
                .zoomRange(0.1);
        network().fit(generator.flow(x, y).batchSize(20).seed(1), options(digits, "augmented.cornet"));

        Tensor some =
                generator.flow(x).batchSize(40).seed(2).epoch(0).next().inputs().get(0);
        Images.saveGrid(Path.of("augmented-digits.png"), some, 10);
        System.out.printf(
                "test accuracy after training on %d images: as they are %.3f, augmented %.3f (some: augmented-digits.png)%n",
                FEW, accuracy(digits, "as-they-are.cornet"), accuracy(digits, "augmented.cornet"));
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

    /** 300 epochs, of which the best on 300 further digits is kept in a file. */
    private static Fit options(DataSet digits, String file) {
        return new Fit()
                .epochs(300)
                .verbose(0)
                .validationData(
                        digits.xTrain().rows(FEW, FEW + 300), digits.yTrain().rows(FEW, FEW + 300))
                .callbacks(new ModelCheckpoint(file).saveBestOnly(true));
    }

    private static double accuracy(DataSet digits, String file) {
        return Model.load(file).evaluate(digits.xTest(), digits.yTest()).get("accuracy");
    }
}
