package dev.cornet.samples.course;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.layers.Activation;
import dev.cornet.layers.Conv2D;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** What the courses' tests share: grids of numbers as images, kernels as layers, and a model that puts out what it is given. */
final class Slides {
    private Slides() {}

    /** One grey image of rows of numbers: (1, height, width, 1). */
    static Tensor image(float[]... rows) {
        return Tensor.of(rows).reshape(1, rows.length, rows[0].length, 1);
    }

    static float[] row(float... values) {
        return values;
    }

    /** One filter, whose kernel is given, for images as this one. */
    static Sequential filter(Tensor image, String padding, float[]... kernel) {
        int height = kernel.length;
        int width = kernel[0].length;
        Layer layer = new Conv2D(1, height, width).padding(padding).useBias(false);
        Sequential model =
                new Sequential(layer.inputShape(image.shape().withoutBatch().toArray()));
        layer.setWeights(Tensor.of(kernel).reshape(height, width, 1, 1));
        return model;
    }

    /** What a kernel makes of an image, without a border. */
    static Tensor convolve(Tensor image, float[]... kernel) {
        return filter(image, "valid", kernel).predict(image);
    }

    static void assertImage(Tensor image, double tolerance, float[]... rows) {
        assertEquals(Shape.of(1, rows.length, rows[0].length, 1), image.shape());
        assertArrayEquals(Tensor.of(rows).toArray(), image.toArray(), (float) tolerance);
    }

    /** A model whose predictions are its inputs, to measure losses and metrics of known predictions. */
    static Sequential unchanged(int values, Object loss, Object... metrics) {
        Sequential model = new Sequential(new Activation("linear").inputShape(values));
        model.compile(new SGD(), loss, metrics);
        return model;
    }

    /** The gradient of a model's loss for the weights: what plain gradient descent of rate 1 takes off them. */
    static float[][] gradients(Sequential model, Object loss, Tensor x, Tensor y) {
        float[][] before = model.getWeights().stream().map(Tensor::toArray).toArray(float[][]::new);
        model.compile(new SGD(1.0), loss);
        model.trainOnBatch(x, y);
        float[][] g = model.getWeights().stream().map(Tensor::toArray).toArray(float[][]::new);
        for (int w = 0; w < g.length; w++) {
            for (int i = 0; i < g[w].length; i++) {
                g[w][i] = before[w][i] - g[w][i];
            }
        }
        return g;
    }
}
