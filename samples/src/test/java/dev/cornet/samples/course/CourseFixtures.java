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

/** Helpers of the course tests: grids of numbers as images, kernels as layers, and a model that returns its input. */
final class CourseFixtures {
    private CourseFixtures() {}

    /** A grey image with these rows: (1, height, width, 1). */
    static Tensor image(float[]... rows) {
        return Tensor.of(rows).reshape(1, rows.length, rows[0].length, 1);
    }

    static float[] row(float... values) {
        return values;
    }

    /** A convolution with this kernel, for images of the shape of {@code image}. */
    static Sequential filter(Tensor image, String padding, float[]... kernel) {
        int height = kernel.length;
        int width = kernel[0].length;
        Layer layer = new Conv2D(1, height, width).padding(padding).useBias(false);
        Sequential model =
                new Sequential(layer.inputShape(image.shape().withoutBatch().toArray()));
        layer.setWeights(Tensor.of(kernel).reshape(height, width, 1, 1));
        return model;
    }

    /** The output of a convolution with this kernel, without padding. */
    static Tensor convolve(Tensor image, float[]... kernel) {
        return filter(image, "valid", kernel).predict(image);
    }

    static void assertImage(Tensor image, double tolerance, float[]... rows) {
        assertEquals(Shape.of(1, rows.length, rows[0].length, 1), image.shape());
        assertArrayEquals(Tensor.of(rows).toArray(), image.toArray(), (float) tolerance);
    }

    /** A model whose predictions are its inputs, to evaluate losses and metrics of known predictions. */
    static Sequential unchanged(int values, Object loss, Object... metrics) {
        Sequential model = new Sequential(new Activation("linear").inputShape(values));
        model.compile(new SGD(), loss, metrics);
        return model;
    }

    /** The gradients of a model's loss by its weights, found from a step of plain gradient descent with rate 1. */
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
