package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.UpSampling2D;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;
import java.util.Random;

/** A denoising auto-encoder: a network that predicts clean digits from noisy ones, through a code of fewer numbers than pixels. */
public final class DenoisingDigits {
    private static final int SHOWN = 12;

    private DenoisingDigits() {}

    public static void main(String[] args) {
        Cornet.setSeed(1);
        DataSet digits = Digits.load().rescale(1 / 16.0);
        Tensor noisyTrain = noisy(digits.xTrain(), 1);
        Tensor noisyTest = noisy(digits.xTest(), 2);

        Sequential model = new Sequential();
        model.add(new Conv2D(32, 3).padding("same").activation("relu").inputShape(8, 8, 1));
        model.add(new MaxPooling2D(2));
        model.add(new Conv2D(2, 3).padding("same").activation("relu").named("code")); // 4·4·2 numbers for 64 pixels
        model.add(new Conv2D(32, 3).padding("same").activation("relu"));
        model.add(new UpSampling2D(2));
        model.add(new Conv2D(32, 3).padding("same").activation("relu"));
        model.add(new Conv2D(1, 3).padding("same").activation("sigmoid"));
        model.summary();
        model.compile("adam", "mse");
        model.fit(noisyTrain, digits.xTrain(), new Fit().epochs(40).verbose(0));

        Tensor cleaned = model.predict(noisyTest);
        System.out.printf(
                "mean squared distance from the clean digits: noisy %.4f, cleaned %.4f%n",
                distance(noisyTest, digits.xTest()), distance(cleaned, digits.xTest()));
        Tensor rows = Tensor.zeros(3 * SHOWN, 8, 8, 1);
        rows.rows(0, SHOWN).copyFrom(clipped(noisyTest.rows(0, SHOWN)));
        rows.rows(SHOWN, 2 * SHOWN).copyFrom(cleaned.rows(0, SHOWN));
        rows.rows(2 * SHOWN, 3 * SHOWN).copyFrom(digits.xTest().rows(0, SHOWN));
        Images.saveGrid("denoising-digits.png", rows, SHOWN);
        System.out.println("noisy, cleaned and original digits: denoising-digits.png");
    }

    private static Tensor noisy(Tensor x, long seed) {
        Random random = new Random(seed);
        Tensor y = x.copy();
        for (int i = 0; i < y.size(); i++) {
            y.data()[i] += (float) (0.4 * random.nextGaussian());
        }
        return y;
    }

    private static Tensor clipped(Tensor x) {
        Tensor y = x.copy();
        for (int i = 0; i < y.size(); i++) {
            y.data()[i] = Math.max(0, Math.min(1, y.data()[i]));
        }
        return y;
    }

    private static double distance(Tensor x, Tensor y) {
        Sequential unchanged = new Sequential(new Activation("linear").inputShape(8, 8, 1));
        unchanged.compile("sgd", "mse");
        return unchanged.evaluate(x, y).loss();
    }
}
