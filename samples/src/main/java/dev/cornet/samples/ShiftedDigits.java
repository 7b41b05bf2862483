package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Cropping2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalMaxPooling2D;
import dev.cornet.layers.Reshape;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;

/** Translation equivariance: if a picture is shifted, the output of a convolution shifts with it; the output of a dense layer does not. */
public final class ShiftedDigits {
    private static final int DOWN = 3;
    private static final int RIGHT = 5;

    private ShiftedDigits() {}

    public static void main(String[] args) {
        Cornet.setSeed(2);
        Tensor digit = Digits.load().rescale(1 / 16.0).xTest().rows(7, 8);
        Tensor here = placed(digit, 2, 2);
        Tensor there = placed(digit, 2 + DOWN, 2 + RIGHT);

        Model convolution = new Sequential(new Conv2D(1, 3).padding("same").inputShape(20, 20, 1));
        Model dense = new Sequential(new Flatten().inputShape(20, 20, 1), new Dense(400), new Reshape(20, 20, 1));

        System.out.printf(
                "convolution shifted with the digit: difference %.6f%n", shiftError(convolution, here, there));
        System.out.printf("dense layer shifted with the digit: difference %.6f%n", shiftError(dense, here, there));
        Model pooled = new Sequential(convolution, new GlobalMaxPooling2D());
        System.out.printf(
                "its maximum over the picture: %.6f here, %.6f there%n",
                pooled.predict(here).get(0, 0), pooled.predict(there).get(0, 0));

        Tensor all = Tensor.zeros(6, 20, 20, 1);
        List<Tensor> shown = List.of(
                here,
                convolution.predict(here),
                dense.predict(here),
                there,
                convolution.predict(there),
                dense.predict(there));
        for (int i = 0; i < 6; i++) {
            all.rows(i, i + 1).copyFrom(stretched(shown.get(i)));
        }
        List<String> captions = List.of("digit", "convolution", "dense", "shifted digit", "convolution", "dense");
        Images.saveGrid(Path.of("shifted-digits.png"), all, 3, captions);
        System.out.println("the pictures: shifted-digits.png");
    }

    /** A picture of 20×20 pixels with the upper left corner of the digit at this position. */
    private static Tensor placed(Tensor digit, int top, int left) {
        return new Sequential(new ZeroPadding2D(top, 12 - top, left, 12 - left)).predict(digit);
    }

    /** The largest difference between the output for the shifted picture and the shifted output for the original one. */
    private static double shiftError(Model layer, Tensor here, Tensor there) {
        Tensor first = new Sequential(new Cropping2D(0, DOWN, 0, RIGHT)).predict(layer.predict(here));
        Tensor second = new Sequential(new Cropping2D(DOWN, 0, RIGHT, 0)).predict(layer.predict(there));
        double difference = 0;
        for (int i = 0; i < first.size(); i++) {
            difference = Math.max(difference, Math.abs(first.data()[i] - second.data()[i]));
        }
        return difference;
    }

    /** The picture rescaled to 0 … 1. */
    private static Tensor stretched(Tensor picture) {
        Tensor x = picture.copy();
        Tensor grey = Images.imgToArray(Images.arrayToImg(x.reshape(20, 20, 1)));
        return grey.reshape(1, 20, 20, 1);
    }
}
