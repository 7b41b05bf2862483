package dev.cornet.samples.course;

import static dev.cornet.samples.course.CourseFixtures.convolve;
import static dev.cornet.samples.course.CourseFixtures.image;
import static dev.cornet.samples.course.CourseFixtures.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.data.NumericUtils;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import dev.cornet.preprocessing.image.Filter;
import dev.cornet.preprocessing.text.Tokenizer;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The examples of the introductory course, with the marks of a pupil named Gino: neurons, relu, a kernel, one-hot words, gradient descent.
 */
final class IntroductionCourseTest {
    /** The marks of Gino, Marin and Arsène in mathematics, sport, biology, physics, chemistry and two languages. */
    private static final Tensor MARKS = Tensor.of(
            new float[][] {row(12, 2, 13, 18, 12, 10, 9), row(2, 15, 9, 10, 14, 18, 19), row(10, 20, 14, 13, 11, 13, 14)
            });

    private static float[] neuron(String activation, float[] weights, float bias) {
        Dense dense = new Dense(1).activation(activation);
        Sequential model = new Sequential(dense.inputShape(weights.length));
        dense.setWeights(Tensor.of(weights, weights.length, 1), Tensor.of(row(bias), 1));
        return model.predict(MARKS).toArray();
    }

    @Test
    void a14TheMeanInSciencesIsANeuron() {
        float[] sciences = row(.25f, 0, .25f, .25f, .25f, 0, 0);
        assertArrayEquals(row(13.75f, 8.75f, 12), neuron("linear", sciences, 0));
    }

    @Test
    void a15ABiasAndReluSelectWhoIsGoodAtSport() {
        float[] sport = row(0, 1, 0, 0, 0, 0, 0);
        assertArrayEquals(row(-8, 5, 10), neuron("linear", sport, -10));
        assertArrayEquals(row(0, 5, 10), neuron("relu", sport, -10));
    }

    @Test
    void a16ReluAndItsDerivative() {
        Sequential relu = new Sequential(new Activation("relu").inputShape(5));
        LayerRun run = LayerRun.forward(relu, List.of(Tensor.of(new float[][] {row(-2, -0.5f, 0, 0.5f, 2)})), true);
        assertArrayEquals(row(0, 0, 0, 0.5f, 2), run.y().toArray());
        Tensor dx = run.backward(List.of(Tensor.of(new float[][] {row(1, 1, 1, 1, 1)})))
                .dxs()
                .get(0);
        assertArrayEquals(row(0, 0, 0, 1, 1), dx.toArray()); // 0 at 0
    }

    /**
     * The course prints a 7 for the kernel's 1 (which would give 294), a bullet for 35, and a 0 for the 40 below it. A kernel with a 1 at
     * its top moves the picture down only without the flip of a true convolution, as in Keras; with the flip the middle would be 56.
     */
    @Test
    void a17AKernelThatMovesAPictureDown() {
        Tensor patch = image(
                row(35, 40, 41, 45, 50),
                row(40, 40, 42, 46, 52),
                row(42, 46, 50, 55, 55),
                row(48, 52, 56, 58, 60),
                row(56, 60, 65, 70, 75));
        Filter down = Filter.of(new double[][] {{0, 1, 0}, {0, 0, 0}, {0, 0, 0}});
        assertEquals(42, down.correlate(patch).get(0, 1, 1, 0));
        assertEquals(56, down.convolve(patch).get(0, 1, 1, 0));
        assertEquals(
                42, convolve(patch, row(0, 1, 0), row(0, 0, 0), row(0, 0, 0)).get(0, 1, 1, 0));
        assertEquals(
                56, convolve(patch, row(0, 0, 0), row(0, 0, 0), row(0, 1, 0)).get(0, 1, 1, 0));
        assertEquals(
                294, convolve(patch, row(0, 7, 0), row(0, 0, 0), row(0, 0, 0)).get(0, 1, 1, 0));
    }

    /** The course prints two equal rows for four different words; their rows, in the order of appearance, are the identity matrix. */
    @Test
    void a18FourWordsAreFourUnitVectors() {
        Tokenizer tokenizer = new Tokenizer();
        tokenizer.fitOnTexts(List.of("Je mange un avocat"));
        int[] index = tokenizer.textsToSequences(List.of("Je mange un avocat")).get(0);
        assertArrayEquals(new int[] {1, 2, 3, 4}, index); // 0 is for padding
        float[] identity = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        int[] fromZero = Arrays.stream(index).map(i -> i - 1).toArray();
        assertArrayEquals(identity, NumericUtils.toCategorical(fromZero, 4).toArray());
    }

    /** f(w) = w², as the squared error of one weight. */
    private static Sequential square(float start) {
        Dense dense = new Dense(1).useBias(false);
        Sequential model = new Sequential(dense.inputShape(1));
        dense.setWeights(Tensor.of(row(start), 1, 1));
        model.compile(new SGD(0.1), "mse");
        return model;
    }

    private static float weight(Sequential model) {
        return model.getWeights().get(0).get(0, 0);
    }

    @Test
    void a19DescentOfASquare() {
        Sequential model = square(5);
        Tensor one = Tensor.of(row(1), 1, 1);
        Tensor zero = Tensor.zeros(1, 1);
        int steps = 0;
        while (Math.abs(2 * weight(model)) >= 1e-6) {
            model.trainOnBatch(one, zero);
            steps++;
        }
        assertEquals(73, steps);
        assertEquals(4.2125e-7, weight(model), 1e-11);
    }

    /** The course subtracts α·|gradient|, which ascends on the left of the minimum. */
    @Test
    void a19TheAbsoluteValueOfTheGradientClimbs() {
        Sequential model = square(-1);
        for (int step = 0; step < 5; step++) {
            model.trainOnBatch(Tensor.of(row(1), 1, 1), Tensor.zeros(1, 1), Tensor.of(row(-1), 1));
        }
        assertEquals(-2.48832, weight(model), 1e-5);
    }
}
