package dev.cornet.samples.course;

import static dev.cornet.samples.course.CourseFixtures.assertImage;
import static dev.cornet.samples.course.CourseFixtures.convolve;
import static dev.cornet.samples.course.CourseFixtures.filter;
import static dev.cornet.samples.course.CourseFixtures.image;
import static dev.cornet.samples.course.CourseFixtures.row;
import static dev.cornet.samples.course.CourseFixtures.unchanged;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.backend.Ops;
import dev.cornet.layers.Activation;
import dev.cornet.layers.AveragePooling2D;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.L2Pooling2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.SumPooling2D;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.models.Sequential;
import dev.cornet.preprocessing.image.Filter;
import dev.cornet.preprocessing.image.Filters;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of the course on the perceptron and convolutions: grids and kernels computed by hand, the volumes of cs231n, pooling. */
final class ConvolutionCourseTest {
    private static final Tensor GRID =
            image(row(2, 0, 4, 1, 0), row(1, 1, 1, 0, 0), row(5, 1, 3, 0, 0), row(1, 0, 0, 0, 0));
    private static final float[][] PLUS = {row(0, 1, 0), row(1, 1, 1), row(0, 1, 0)};

    /** The course calls the grid 5×5, but it is 4×5. */
    @Test
    void a1APlusOnAGrid() {
        assertImage(convolve(GRID, PLUS), 0, row(4, 9, 2), row(10, 5, 3));
    }

    @Test
    void a4ZeroPadding() {
        Tensor y = filter(GRID, "same", PLUS).predict(GRID);
        assertImage(y, 0, row(3, 7, 6, 5, 1), row(9, 4, 9, 2, 0), row(8, 10, 5, 3, 0), row(6, 2, 3, 0, 0));
    }

    @Test
    void a2TheBorderKeepsItsValues() {
        Tensor y = plus().border("keep").correlate(GRID);
        assertImage(y, 0, row(2, 0, 4, 1, 0), row(1, 4, 9, 2, 0), row(5, 10, 5, 3, 0), row(1, 0, 0, 0, 0));
    }

    @Test
    void a3TheBorderCopiesTheComputedNeighbour() {
        Tensor y = plus().border("copy").correlate(GRID);
        assertImage(y, 0, row(4, 4, 9, 2, 2), row(4, 4, 9, 2, 2), row(10, 10, 5, 3, 3), row(10, 10, 5, 3, 3));
    }

    /** The course defines the convolution once without and once with a flipped kernel; its kernels are symmetric, so both agree. */
    @Test
    void a5AConvolutionFlipsTheKernelButNetworksDoNot() {
        Filter edge = Filters.verticalEdge();
        float[] unturned = {2, -4, 3, 1};
        assertArrayEquals(
                unturned, edge.correlate(GRID).reshape(4, 4).rows(0, 1).toArray());
        assertArrayEquals(
                row(-2, 4, -3, -1), edge.convolve(GRID).reshape(4, 4).rows(0, 1).toArray());
        Tensor network = convolve(GRID, new float[][] {row(1, -1)});
        assertArrayEquals(edge.correlate(GRID).toArray(), network.toArray());
        assertArrayEquals(
                plus().correlate(GRID).toArray(), plus().convolve(GRID).toArray());
    }

    /** The Gaussian of the course sums to 16: the factor 1/16 is missing there. Means sum to 1, Laplacians to 0. */
    @Test
    void a6FiltersOfAConstantPicture() {
        assertEquals(16, ofOnes(Filters.gaussian().times(16)), 1e-6);
        assertEquals(1, ofOnes(Filters.gaussian()), 1e-6);
        assertEquals(1, ofOnes(Filters.identity()), 1e-6);
        assertEquals(1, ofOnes(Filters.mean()), 1e-6);
        assertEquals(1, ofOnes(Filters.sharpen()), 1e-6);
        assertEquals(0, ofOnes(Filters.laplacian4()), 1e-6);
        assertEquals(0, ofOnes(Filters.laplacian8()), 1e-6);
        assertEquals(0, ofOnes(Filters.verticalEdge()), 1e-6);
    }

    private static float ofOnes(Filter filter) {
        Tensor even = Tensor.zeros(3, 3);
        Ops.fill(even, 1);
        return filter.correlate(even).get(0, 0);
    }

    @Test
    void a7SharpeningAddsTheLaplacian() {
        Filter sum = Filters.identity().plus(Filters.laplacian4());
        assertArrayEquals(row(0, -1, 0, -1, 5, -1, 0, -1, 0), sum.weights().toArray());
        assertArrayEquals(Filters.sharpen().weights().toArray(), sum.weights().toArray());
    }

    @Test
    void a8TheClassicFiltersOnTheGrid() {
        assertImage(Filters.mean().correlate(GRID), 5e-5, row(2, 1.2222f, 1), row(1.4444f, .6667f, .4444f));
        assertImage(Filters.gaussian().correlate(GRID), 0, row(1.5f, 1.375f, .6875f), row(1.5625f, 1.0625f, .4375f));
        assertImage(Filters.laplacian4().correlate(GRID), 0, row(1, -4, -2), row(-5, 10, -3));
        assertImage(Filters.laplacian8().correlate(GRID), 0, row(-9, -2, -9), row(-4, 21, -4));
        assertImage(Filters.sharpen().correlate(GRID), 0, row(2, -3, -2), row(-4, 13, -3));
        assertArrayEquals(
                row(2, -4, 3, 1),
                Filters.verticalEdge().correlate(GRID).reshape(4, 4).rows(0, 1).toArray());
    }

    /** The course names the 95% quantile before the 5% quantile, and does not mention the clipping that this rescaling needs. */
    @Test
    void a9ValuesSpreadOverABytesRange() {
        Tensor sharp = Filters.sharpen().correlate(GRID);
        assertImage(Images.rescale(sharp), 1e-4, row(90, 15, 30), row(0, 255, 15));
        Tensor robust = Images.rescale(sharp, 0.05, 0.95);
        assertImage(robust, 5e-4, row(104.732f, 13.661f, 31.875f), row(0, 255, 13.661f));
    }

    private static Filter plus() {
        return Filter.of(new double[][] {{0, 1, 0}, {1, 1, 1}, {0, 1, 0}});
    }

    /** The course prints six zeros in the first row of each slice of x: the padding makes seven. */
    @Test
    void a10aPaddingAddsARowOfSevenZeros() {
        Tensor padded = new Sequential(new ZeroPadding2D(1).inputShape(5, 5, 3)).predict(volume());
        assertEquals(Shape.of(1, 7, 7, 3), padded.shape());
        for (int column = 0; column < 7; column++) {
            for (int c = 0; c < 3; c++) {
                assertEquals(0, padded.get(0, 0, column, c));
            }
        }
    }

    @Test
    void a10bTheSecondVolumeOfCs231n() {
        assertArrayEquals(row(-2, -7, 0, -6, 3, 0, -4, 6, 4), channel(1, cs231n().predict(volume()), 0));
    }

    @Test
    void a10cTheKernelAsPrintedGivesAnotherLastRow() {
        assertArrayEquals(
                row(-1, 0, 1, 4, -5, 2, 1, 1, 1), channel(0, asPrinted().predict(volume()), 0));
    }

    /**
     * w0[:, :, 2] is printed with a 1 instead of −1 at its upper right: only this change of a single number of w0 or x gives both volumes.
     */
    @Test
    void a10dOneLostSignExplainsThePrintedVolume() {
        float[] printed = {-1, 0, 1, 4, -5, 2, -1, -1, 1};
        assertArrayEquals(printed, channel(0, cs231n().predict(volume()), 0));
        float[] second = channel(1, cs231n().predict(volume()), 0);
        List<String> explanations = new ArrayList<>();
        Sequential model = asPrinted();
        Tensor bias = model.getWeights().get(1).copy();
        Tensor kernel = model.getWeights().get(0).copy();
        for (int w = 0; w < kernel.size(); w += 2) {
            for (int value = -1; value <= 1; value++) {
                Tensor changed = kernel.copy();
                changed.data()[w] = value;
                model.setWeights(List.of(changed, bias));
                if (Arrays.equals(printed, channel(0, model.predict(volume()), 0))) {
                    explanations.add("w0 " + w / 18 + w / 6 % 3 + w / 2 % 3 + " = " + value);
                }
            }
        }
        model.setWeights(List.of(kernel, bias));
        for (int value = -2; value <= 3; value++) {
            Tensor x = Tensor.zeros(75, 5, 5, 3); // in image i, number i is changed
            for (int i = 0; i < 75; i++) {
                x.rows(i, i + 1).copyFrom(volume());
                x.data()[76 * i] = value;
            }
            Tensor y = model.predict(x);
            for (int i = 0; i < 75; i++) {
                if (Arrays.equals(printed, channel(0, y, i)) && Arrays.equals(second, channel(1, y, i))) {
                    explanations.add("x " + i + " = " + value);
                }
            }
        }
        assertEquals(List.of("w0 022 = -1"), explanations);
    }

    private static float[] channel(int c, Tensor y, int sample) {
        float[] values = new float[9];
        for (int p = 0; p < 9; p++) {
            values[p] = y.get(sample, p / 3, p % 3, c);
        }
        return values;
    }

    private static Sequential asPrinted() {
        Sequential model = cs231n();
        Tensor kernel = model.getWeights().get(0).copy();
        kernel.set(1, 0, 2, 2, 0);
        model.setWeights(List.of(kernel, model.getWeights().get(1)));
        return model;
    }

    /** The course says "9 weights per filter", which is true for one channel; a filter has 27 here. */
    @Test
    void a11AVolumesFiltersHaveFiftyFourWeightsAndTwoBiases() {
        assertEquals(
                List.of(54, 2), cs231n().getWeights().stream().map(Tensor::size).toList());
        assertEquals(56, cs231n().countParams());
        assertEquals(10, new Sequential(new Conv2D(1, 3).inputShape(5, 5, 1)).countParams());
    }

    /** The course says input/stride, which would be 2.5; the size is (N − F + 2P)/S + 1. */
    @Test
    void a12TheSizeOfAnOutput() {
        assertEquals(Shape.of(-1, 3, 3, 2), cs231n().output().shape());
    }

    private static Sequential cs231n() {
        Conv2D convolution = new Conv2D(2, 3).strides(2);
        Sequential model = new Sequential(new ZeroPadding2D(1).inputShape(5, 5, 3), convolution);
        int[][] w0 = {{-1, 0, -1, -1, -1, 0, 0, 1, -1}, {-1, 0, 0, 1, -1, 1, -1, 1, 0}, {1, 0, -1, 1, 0, 1, -1, 1, -1}};
        int[][] w1 = {{1, -1, 1, 0, 0, -1, 0, -1, -1}, {1, 0, -1, 1, 1, 1, -1, 0, -1}, {-1, 1, 1, 1, -1, 0, -1, 0, 0}};
        Tensor kernel = Tensor.zeros(3, 3, 3, 2);
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < 9; p++) {
                kernel.set(w0[c][p], p / 3, p % 3, c, 0);
                kernel.set(w1[c][p], p / 3, p % 3, c, 1);
            }
        }
        convolution.setWeights(kernel, Tensor.of(row(1, 0), 2));
        return model;
    }

    private static Tensor volume() {
        int[][] x = {
            {2, 2, 2, 2, 0, 0, 0, 1, 2, 0, 0, 2, 2, 1, 0, 2, 1, 0, 1, 1, 2, 2, 2, 1, 1},
            {1, 0, 0, 0, 0, 0, 1, 2, 0, 2, 1, 2, 1, 0, 1, 1, 1, 1, 0, 2, 0, 1, 0, 1, 1},
            {0, 1, 2, 0, 0, 0, 0, 2, 0, 0, 2, 1, 1, 1, 2, 0, 1, 1, 1, 2, 2, 1, 0, 2, 1}
        };
        Tensor volume = Tensor.zeros(1, 5, 5, 3);
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < 25; p++) {
                volume.set(x[c][p], 0, p / 5, p % 5, c);
            }
        }
        return volume;
    }

    @Test
    void a13PoolingByMaximumMeanSumAndLength() {
        Tensor x = image(row(1, 1, 2, 4), row(5, 6, 7, 8), row(3, 2, 1, 0), row(1, 2, 3, 4));
        Tensor largest = new Sequential(new MaxPooling2D(2).inputShape(4, 4, 1)).predict(x);
        assertImage(largest, 0, row(6, 8), row(3, 4));
        Tensor mean = new Sequential(new AveragePooling2D(2).inputShape(4, 4, 1)).predict(x);
        assertImage(mean, 0, row(3.25f, 5.25f), row(2, 2));
        Tensor sum = new Sequential(new SumPooling2D(2).inputShape(4, 4, 1)).predict(x);
        assertImage(sum, 0, row(13, 21), row(8, 8));
        Tensor length = new Sequential(new L2Pooling2D(2).inputShape(4, 4, 1)).predict(x);
        assertImage(length, 1e-5, row(7.93725f, 11.53256f), row(4.24264f, 5.09902f));
    }

    /** The course's cross-entropy, to be minimized, lacks its minus sign and is called a likelihood. */
    @Test
    void a28CrossEntropyIsPositive() {
        Tensor p = Tensor.of(new float[][] {row(.05f, .95f, 0)});
        Tensor y = Tensor.of(new float[][] {row(0, 1, 0)});
        assertEquals(
                .051293, unchanged(3, "categorical_crossentropy").evaluate(p, y).loss(), 1e-6);
        Tensor second = Tensor.of(row(1), 1, 1);
        assertEquals(
                .051293,
                unchanged(3, "sparse_categorical_crossentropy")
                        .evaluate(p, second)
                        .loss(),
                1e-6);
    }

    /** The course says that relu replaces null values by 0; it replaces negative ones. */
    @Test
    void a29ReluReplacesNegativeValues() {
        Sequential relu = new Sequential(new Activation("relu").inputShape(4));
        Tensor y = relu.predict(Tensor.of(new float[][] {row(-3, 0, 2, -0.5f)}));
        assertArrayEquals(row(0, 0, 2, 0), y.toArray());
    }
}
