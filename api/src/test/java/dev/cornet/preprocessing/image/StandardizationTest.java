package dev.cornet.preprocessing.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StandardizationTest {
    static List<String> standardize() {
        return GoldenImages.group("standardize");
    }

    private static ImageDataGenerator generator(JsonNode options) {
        return new ImageDataGenerator()
                .rescale(options.path("rescale").asDouble(0))
                .samplewiseCenter(options.path("samplewise_center").asBoolean())
                .samplewiseStdNormalization(
                        options.path("samplewise_std_normalization").asBoolean())
                .featurewiseCenter(options.path("featurewise_center").asBoolean())
                .featurewiseStdNormalization(
                        options.path("featurewise_std_normalization").asBoolean())
                .zcaWhitening(options.path("zca_whitening").asBoolean())
                .zcaEpsilon(options.path("zca_epsilon").asDouble(1e-6));
    }

    @ParameterizedTest
    @MethodSource("standardize")
    void matchesKeras(String name) {
        JsonNode golden = GoldenImages.read(name);
        ImageDataGenerator generator = generator(golden.path("options"));
        generator.fit(GoldenImages.tensor(golden.path("fit")));
        Standardization s = generator.standardization();
        if (golden.hasNonNull("mean")) {
            assertArrayEquals(
                    GoldenImages.tensor(golden.path("mean")).toArray(), s.mean().toArray(), 1e-4f);
        }
        if (golden.hasNonNull("std")) {
            assertArrayEquals(
                    GoldenImages.tensor(golden.path("std")).toArray(),
                    s.deviation().toArray(),
                    1e-4f);
        }
        if (golden.hasNonNull("zca_whitening_matrix")) {
            assertArrayEquals(
                    GoldenImages.tensor(golden.path("zca_whitening_matrix")).toArray(),
                    s.whitening().matrix(),
                    1e-3f);
        }
        Tensor x = GoldenImages.tensor(golden.path("x"));
        Tensor y = GoldenImages.tensor(golden.path("y"));
        Tensor first = x.rows(0, 1).copy();
        assertArrayEquals(y.toArray(), generator.standardize(x).toArray(), 1e-3f);
        Tensor image = generator.standardize(first.reshape(first.shape().withoutBatch()));
        assertArrayEquals(y.rows(0, 1).toArray(), image.toArray(), 1e-3f);
    }

    @Test
    void fitsOnAugmentedImages() {
        // Flips do not change mean and standard deviation: those of 2·(0 … 7) are 7 and √21.
        ImageDataGenerator generator = new ImageDataGenerator()
                .rescale(2)
                .horizontalFlip(true)
                .verticalFlip(true)
                .featurewiseStdNormalization(true);
        generator.fit(Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 2, 2, 1), true, 3, 5);
        assertEquals(7, generator.standardization().mean().get(0), 1e-6);
        assertEquals(Math.sqrt(21), generator.standardization().deviation().get(0), 1e-6);
    }

    @Test
    void callsThePreprocessingFunctionBeforeRescaling() {
        ImageDataGenerator generator = new ImageDataGenerator().rescale(0.5).preprocessingFunction(x -> {
            Tensor y = x.copy();
            y.set(10, 0, 0, 0);
            return y;
        });
        Tensor x = Tensor.of(new float[] {1, 2}, 1, 2, 1);
        assertArrayEquals(new float[] {5, 1}, generator.standardize(x).toArray());
    }

    @Test
    void refusesAFunctionThatChangesTheShape() {
        ImageDataGenerator generator = new ImageDataGenerator().preprocessingFunction(x -> x.reshape(2));
        assertEquals(
                "preprocessingFunction must keep the image's shape (1, 2, 1), but returned (2)",
                assertThrows(ShapeException.class, () -> generator.standardize(Tensor.zeros(1, 2, 1)))
                        .getMessage());
    }

    @Test
    void refusesStatisticsThatWereNotFitted() {
        assertEquals(
                "featurewiseCenter needs statistics of the whole data set. Call fit(x) with training images first.",
                assertThrows(
                                DataException.class,
                                () -> new ImageDataGenerator()
                                        .featurewiseCenter(true)
                                        .flow(Tensor.zeros(1, 2, 2, 1)))
                        .getMessage());
    }

    @Test
    void refusesImagesWithOtherChannelsThanFitted() {
        ImageDataGenerator generator = new ImageDataGenerator().featurewiseCenter(true);
        generator.fit(Tensor.zeros(2, 2, 2, 3));
        assertThrows(OptionException.class, () -> generator.standardize(Tensor.zeros(2, 2, 1)));
        assertThrows(ShapeException.class, () -> generator.fit(Tensor.zeros(2, 2, 3)));
    }

    @Test
    void findsEigenvectorsOfAnyMatrix() {
        // A·v = λ·v and V·Vᵀ = I, for a matrix with equal eigenvalues, zeros and independent blocks
        int n = 37;
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a[i][j] = i < 20 && j < 20 ? Math.sin(i * 3.7 + j * j) : i == j && i > 24 ? i % 3 : 0;
                a[j][i] = a[i][j];
            }
        }
        double[][] copy = new double[n][];
        for (int i = 0; i < n; i++) {
            copy[i] = a[i].clone();
        }
        SymmetricEigen eigen = new SymmetricEigen(copy);
        for (int k = 0; k < n; k++) {
            double[] v = eigen.vectors()[k];
            for (int i = 0; i < n; i++) {
                double av = 0;
                double dot = 0;
                for (int j = 0; j < n; j++) {
                    av += a[i][j] * v[j];
                    dot += eigen.vectors()[i][j] * v[j];
                }
                assertEquals(eigen.values()[k] * v[i], av, 1e-11);
                assertEquals(i == k ? 1 : 0, dot, 1e-12);
            }
        }
    }

    @Test
    void whitensSamplesToTheIdentity() {
        // With more samples than values, YᵀY / n = I
        int n = 400;
        Tensor x = Tensor.zeros(n, 2, 2, 1);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) (Math.sin(i * 12.9898) * 43758.5453 % 1 * 50 + i % 4 * 3);
        }
        ImageDataGenerator generator = new ImageDataGenerator().zcaWhitening(true);
        generator.fit(x);
        float[] y = generator.standardize(x).toArray();
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                double sum = 0;
                for (int r = 0; r < n; r++) {
                    sum += y[r * 4 + i] * y[r * 4 + j];
                }
                assertEquals(i == j ? 1 : 0, sum / n, 1e-4);
            }
        }
    }
}
