package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.datasets.Digits;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.UpSampling2D;
import dev.cornet.models.Sequential;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;

/** A convolution as a matrix product: its matrix is computed, drawn, and used as the weights of a dense layer. */
public final class ToeplitzMatrix {
    private ToeplitzMatrix() {}

    public static void main(String[] args) {
        Cornet.setSeed(1);
        Sequential convolution = new Sequential(new Conv2D(1, 3).useBias(false).inputShape(8, 8, 1));

        // row i of T is the output for an image that is 1 at pixel i and 0 elsewhere
        Tensor pixels = Tensor.zeros(64, 8, 8, 1);
        for (int i = 0; i < 64; i++) {
            pixels.set(1, i, i / 8, i % 8, 0);
        }
        Tensor t = convolution.predict(pixels).reshape(64, 36);

        Dense product = new Dense(36).useBias(false);
        Sequential dense = new Sequential(product.inputShape(64));
        product.setWeights(t);

        Tensor digits = Digits.load().rescale(1 / 16.0).xTest().rows(0, 100);
        float[] a = convolution.predict(digits).toArray();
        float[] b = dense.predict(digits.reshape(100, 64)).toArray();
        double difference = 0;
        int zeros = 0;
        for (int i = 0; i < a.length; i++) {
            difference = Math.max(difference, Math.abs(a[i] - b[i]));
        }
        for (float value : t.toArray()) {
            zeros += value == 0 ? 1 : 0;
        }
        System.out.printf("100 digits by convolution and by matrix: largest difference %.7f%n", difference);
        System.out.printf(
                "the convolution has %d weights, the matrix %d, of which %d are 0%n",
                convolution.countParams(), dense.countParams(), zeros);
        Tensor large = new Sequential(new UpSampling2D(10)).predict(t.reshape(1, 64, 36, 1));
        Images.saveImg("toeplitz-matrix.png", large.reshape(640, 360, 1), true);
        System.out.println("the matrix, grey for 0: toeplitz-matrix.png");
    }
}
