package dev.cornet.samples.course;

import static dev.cornet.samples.course.CourseFixtures.gradients;
import static dev.cornet.samples.course.CourseFixtures.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.Cornet;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The examples of the Bordeaux course: networks as compositions of functions, back-propagation by Lagrange multipliers, softmax. */
final class BackpropagationCourseTest {
    /**
     * The course gives z_l·x_{l−1}ᵀ as the gradient, with z_L = 2σ'(a_L)(y − x_L) and z_l = σ'(a_l)·W_{l+1}ᵀ·z_{l+1}. It is the negative
     * gradient of the loss ‖y − x_L‖².
     */
    @Test
    void a27TheLagrangianGradientHasTheOtherSign() {
        Cornet.setSeed(27);
        Sequential model = new Sequential(
                new Dense(4)
                        .activation("tanh")
                        .biasInitializer("glorot_uniform")
                        .inputShape(3),
                new Dense(2).activation("tanh").biasInitializer("glorot_uniform"));
        float[] x0 = {0.4f, -0.7f, 1.1f};
        float[] y = {0.5f, -0.25f};
        Tensor input = Tensor.of(new float[][] {x0});
        Tensor w2 = model.getWeights().get(2).copy();
        float[] x1 = new Sequential(model.layers().get(0)).predict(input).toArray();
        float[] x2 = model.predict(input).toArray();

        double[] z2 = new double[2];
        double[] z1 = new double[4];
        for (int k = 0; k < 2; k++) {
            z2[k] = 2 * (1 - x2[k] * x2[k]) * (y[k] - x2[k]);
            for (int j = 0; j < 4; j++) {
                z1[j] += (1 - x1[j] * x1[j]) * w2.get(j, k) * z2[k];
            }
        }

        float[][] g = gradients(model, "mse", input, Tensor.of(new float[][] {y}));
        for (int j = 0; j < 4; j++) {
            for (int i = 0; i < 3; i++) {
                assertEquals(-z1[j] * x0[i], 2 * g[0][i * 4 + j], 1e-6); // mse is half of ‖y − x_L‖²
            }
            for (int k = 0; k < 2; k++) {
                assertEquals(-z2[k] * x1[j], 2 * g[2][j * 2 + k], 1e-6);
            }
        }
    }

    /** The course's range of the softmax' index, 1 < k < K, leaves out the first class and the last; it should be 1 ≤ k ≤ K. */
    @Test
    void a30SoftmaxSumsToOneOverAllClassesAndIgnoresAShift() {
        Sequential softmax = new Sequential(new Activation("softmax").inputShape(4));
        float[] p = softmax.predict(Tensor.of(new float[][] {row(1, -2, 0.5f, 3), row(101, 98, 100.5f, 103)}))
                .toArray();
        assertEquals(1, p[0] + p[1] + p[2] + p[3], 1e-6);
        for (int k = 0; k < 4; k++) {
            assertEquals(p[k], p[4 + k], 1e-6);
        }
        assertEquals(Math.exp(2), p[3] / p[0], 1e-4);
    }

    /** The course says W¹ ∈ ℝ^(d×d₁) but writes W¹·x⁰: with that shape it is x⁰ᵀ·W¹, as in Keras, where W is (in, out). */
    @Test
    void a31ADenseLayerMultipliesFromTheRight() {
        Dense dense = new Dense(2);
        Sequential model = new Sequential(dense.inputShape(3));
        assertEquals(Shape.of(3, 2), dense.getWeights().get(0).shape());
        dense.setWeights(Tensor.of(new float[][] {row(1, 2), row(3, 4), row(5, 6)}), Tensor.of(row(0, 100), 2));
        Tensor y = model.predict(Tensor.of(new float[][] {row(1, 10, 100)}));
        assertArrayEquals(row(531, 742), y.toArray());
    }

    /** A convolution is a matrix product: row p of T has the coefficients of all input pixels for output pixel p. */
    @Test
    void cAConvolutionIsAToeplitzMatrix() {
        Cornet.setSeed(3);
        Conv2D convolution = new Conv2D(1, 3).useBias(false);
        Sequential model = new Sequential(convolution.inputShape(5, 6, 1));
        Tensor unit = Tensor.zeros(30, 5, 6, 1);
        for (int i = 0; i < 30; i++) {
            unit.data()[i * 30 + i] = 1;
        }
        Tensor t = model.predict(unit).reshape(30, 12); // row i: the output for input pixel i; (in, out) as in Dense
        float[] kernel = convolution.getWeights().get(0).toArray();
        for (int p = 0; p < 12; p++) {
            for (int i = 0; i < 30; i++) {
                int down = i / 6 - p / 4;
                int right = i % 6 - p % 4;
                boolean inside = down >= 0 && down < 3 && right >= 0 && right < 3;
                assertEquals(inside ? kernel[down * 3 + right] : 0, t.get(i, p), 1e-6);
            }
        }
        Dense product = new Dense(12).useBias(false);
        Sequential dense = new Sequential(product.inputShape(30));
        product.setWeights(t);
        Tensor x = Tensor.zeros(1, 5, 6, 1);
        for (int i = 0; i < 30; i++) {
            x.data()[i] = (float) Math.sin(i);
        }
        assertArrayEquals(
                model.predict(x).toArray(), dense.predict(x.reshape(1, 30)).toArray(), 1e-5f);
    }
}
