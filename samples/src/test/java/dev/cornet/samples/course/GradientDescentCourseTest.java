package dev.cornet.samples.course;

import static dev.cornet.samples.course.CourseFixtures.gradients;
import static dev.cornet.samples.course.CourseFixtures.row;
import static dev.cornet.samples.course.CourseFixtures.unchanged;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.Multiply;
import dev.cornet.layers.Subtract;
import dev.cornet.losses.Hinge;
import dev.cornet.models.Compile;
import dev.cornet.models.Evaluation;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.GradientDescent;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of the ENSTA course: gradient descent, the hinge loss, back-propagation as pseudo-code. */
final class GradientDescentCourseTest {
    /**
     * Steps start at 1 and are halved until f decreases. The number of halvings is limited, since rounding may hide the decrease near the
     * minimum.
     */
    @Test
    void a20StepHalvingOnASquare() {
        Dense w = new Dense(1).useBias(false);
        Sequential model = new Sequential(w.inputShape(1));
        w.setWeights(Tensor.of(row(5), 1, 1));
        model.compile(new GradientDescent(), "mse");
        model.trainOnBatch(Tensor.of(row(1), 1, 1), Tensor.zeros(1, 1));
        assertEquals(0, w.getWeights().get(0).get(0, 0)); // λ = 1 leads to −5, where f is the same; λ = 1/2 leads to 0
    }

    /** f = (1 − u)² + 100·(v − u²)² from (−1.2, 1) until the gradient's norm is below 1e-3: 5231 steps in double precision. */
    @Test
    void a20StepHalvingInRosenbrocksValley() {
        Dense u = new Dense(1).useBias(false);
        Dense v = new Dense(1).useBias(false);
        Symbol in = Input.of(1);
        Symbol atU = in.then(u);
        Symbol above = new Subtract().of(in.then(v), new Multiply().of(atU, atU));
        Model model = new Model(List.of(in), List.of(atU, above));
        u.setWeights(Tensor.of(row(-1.2f), 1, 1));
        v.setWeights(Tensor.of(row(1), 1, 1));
        Tensor one = Tensor.of(row(1), 1, 1);
        model.compile(new Compile(new GradientDescent().tolerance(1e-3), "mse").lossWeights(1, 100));
        History history = model.fit(
                List.of(one),
                List.of(one, Tensor.zeros(1, 1)),
                new Fit().epochs(10_000).verbose(0));
        double[] f = history.get("loss");
        assertEquals(24.2, f[0], 1e-4);
        assertEquals(5231, f.length, 100); // in float32 the path differs slightly
        assertEquals(6.25e-7, f[f.length - 1], 5e-8);
        assertEquals(0.99921, u.getWeights().get(0).get(0, 0), 5e-5);
        assertEquals(0.99842, v.getWeights().get(0).get(0, 0), 1e-4);
    }

    /** The gradient of relu(1 − y·f) is −y·df where y·f < 1, else 0. The course sums over samples, Keras takes the mean. */
    @Test
    void a21HingeHasAGradientOnlyInsideTheMargin() {
        Tensor y = Tensor.of(row(1, 1, -1, -1), 4, 1);
        Tensor f = Tensor.of(row(0.25f, 3, 0.5f, -2), 4, 1);
        Hinge hinge = new Hinge();
        double[] risks = new double[4];
        hinge.losses(y, f, risks);
        assertArrayEquals(new double[] {0.75, 0, 1.5, 0}, risks, 1e-7);
        Tensor df = Tensor.zeros(4, 1);
        hinge.gradient(y, f, row(1, 1, 1, 1), df);
        assertArrayEquals(row(-1, 0, 1, 0), df.toArray());

        Sequential model = unchanged(1, "hinge");
        assertEquals(2.25 / 4, model.evaluate(f, y).loss(), 1e-6);
        Tensor zerosAndOnes = Tensor.of(row(1, 1, 0, 0), 4, 1);
        assertEquals(2.25 / 4, model.evaluate(f, zerosAndOnes).loss(), 1e-6);
    }

    /** The course's test error, the mean of |f − y| for labels −1 and 1, counts each error twice. */
    @Test
    void a22TheMeanDistanceOfSignsIsTwiceTheErrorRate() {
        Tensor y = Tensor.of(row(1, 1, -1, -1, 1, -1, 1, 1), 8, 1);
        Tensor f = Tensor.of(row(1, -1, -1, 1, 1, -1, 1, 1), 8, 1); // two of eight are wrong
        assertEquals(0.5, unchanged(1, "mae").evaluate(f, y).loss(), 1e-7);

        Tensor classes = Tensor.of(row(1, 1, 0, 0, 1, 0, 1, 1), 8, 1);
        Tensor predicted = Tensor.of(row(1, 0, 0, 1, 1, 0, 1, 1), 8, 1);
        Evaluation halved = unchanged(1, "mae", "accuracy").evaluate(predicted, classes);
        assertEquals(0.25, halved.loss(), 1e-7);
        assertEquals(0.75, halved.get("accuracy"), 1e-7);
    }

    /** The course writes W₁, b₁ in each row of a layer: neuron k has its own W_k, b_k. */
    @Test
    void a32ALayerIsItsNeuronsSideBySide() {
        Cornet.setSeed(32);
        Dense layer = new Dense(3).activation("relu").biasInitializer("glorot_uniform");
        Sequential together = new Sequential(layer.inputShape(2));
        Tensor x = Tensor.of(new float[][] {row(1, 2), row(-1, 0.5f), row(3, -2)});
        Tensor y = together.predict(x);
        Tensor w = layer.getWeights().get(0);
        Tensor b = layer.getWeights().get(1);
        for (int k = 0; k < 3; k++) {
            Dense neuron = new Dense(1).activation("relu");
            Sequential alone = new Sequential(neuron.inputShape(2));
            neuron.setWeights(Tensor.of(row(w.get(0, k), w.get(1, k)), 2, 1), Tensor.of(row(b.get(k)), 1));
            Tensor yk = alone.predict(x);
            for (int i = 0; i < 3; i++) {
                assertEquals(y.get(i, k), yk.get(i, 0), 1e-6);
            }
        }
    }

    /**
     * The pseudo-code, which its author says does not run, with five corrections: relu is not applied to the input, the constant unit
     * A[t][0] is not changed, DW is accumulated, DA has two indices, and the loss is relu(1 − x) both times. It then gives Cornet's
     * gradients.
     */
    @Test
    void a33TheCorrectedPseudoCodeIsBackPropagation() {
        Cornet.setSeed(33);
        int[] sizes = {3, 4, 3, 1};
        Sequential model = new Sequential(
                new Dense(4)
                        .activation("relu")
                        .biasInitializer("glorot_uniform")
                        .inputShape(3),
                new Dense(3).activation("relu").biasInitializer("glorot_uniform"),
                new Dense(1));
        float[] input = {0.6f, -1.2f, 0.9f};
        double[][] a = {{1, input[0], input[1], input[2]}, new double[5], new double[4], new double[2]};
        double[][][] w = new double[3][][];
        for (int t = 0; t < 3; t++) {
            Tensor kernel = model.getWeights().get(2 * t);
            Tensor bias = model.getWeights().get(2 * t + 1);
            w[t] = new double[sizes[t + 1] + 1][sizes[t] + 1];
            a[t + 1][0] = 1;
            for (int i = 1; i <= sizes[t + 1]; i++) {
                w[t][i][0] = bias.get(i - 1);
                a[t + 1][i] = w[t][i][0];
                for (int j = 1; j <= sizes[t]; j++) {
                    w[t][i][j] = kernel.get(j - 1, i - 1);
                    a[t + 1][i] += x(a, t, j) * w[t][i][j];
                }
            }
        }
        assertTrue(a[3][1] < 1, "the sample lies inside the margin");
        double[][] da = {new double[4], new double[5], new double[4], new double[] {0, -1}};
        float[][] g = gradients(model, "hinge", Tensor.of(new float[][] {input}), Tensor.of(row(1), 1, 1));
        for (int t = 2; t >= 0; t--) {
            for (int i = 1; i <= sizes[t + 1]; i++) {
                for (int j = 1; j <= sizes[t]; j++) {
                    da[t][j] += da[t + 1][i] * w[t][i][j] * (a[t][j] > 0 ? 1 : 0);
                    assertEquals(da[t + 1][i] * x(a, t, j), g[2 * t][(j - 1) * sizes[t + 1] + i - 1], 1e-6);
                }
                assertEquals(da[t + 1][i], g[2 * t + 1][i - 1], 1e-6);
            }
        }
    }

    /** The output of unit j in layer t: unchanged in the input layer, after relu in the others. */
    private static double x(double[][] a, int t, int j) {
        return t == 0 ? a[t][j] : Math.max(0, a[t][j]);
    }

    /** With relu on the last neuron too, as in the course, sign(f) is never −1: the last neuron has to be linear. */
    @Test
    void a34TheLastNeuronIsLinear() {
        Tensor x = Tensor.of(row(-2, -1, -0.5f, 0.5f, 1, 2), 6, 1);
        Tensor y = Tensor.of(row(-1, -1, -1, 1, 1, 1), 6, 1);
        assertEquals(0, negatives("relu", x, y));
        assertEquals(3, negatives("linear", x, y));
    }

    private static int negatives(String lastActivation, Tensor x, Tensor y) {
        Cornet.setSeed(34);
        Sequential model =
                new Sequential(new Dense(8).activation("relu").inputShape(1), new Dense(1).activation(lastActivation));
        model.compile(new Adam(0.05), "hinge");
        model.fit(x, y, new Fit().epochs(100).verbose(0));
        int n = 0;
        for (float f : model.predict(x).toArray()) {
            n += f < 0 ? 1 : 0;
        }
        return n;
    }
}
