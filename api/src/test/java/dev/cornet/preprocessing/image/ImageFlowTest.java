package dev.cornet.preprocessing.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFlowTest {
    private static final int N = 23;

    /** Images with increasing values; image i begins with the value i. */
    private static Tensor images(int n, int h, int w, int c) {
        Tensor x = Tensor.zeros(n, h, w, c);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (i / (h * w * c) + i % (h * w * c) * 3) % 256;
        }
        return x;
    }

    private static Tensor labels(int n) {
        Tensor y = Tensor.zeros(n);
        for (int i = 0; i < n; i++) {
            y.set(i % 3, i);
        }
        return y;
    }

    private static ImageDataGenerator withAllOptions() {
        return new ImageDataGenerator()
                .rotationRange(20)
                .widthShiftRange(0.2)
                .heightShiftRange(0.2)
                .shearRange(5)
                .zoomRange(0.2)
                .channelShiftRange(10)
                .brightnessRange(0.5, 1.5)
                .horizontalFlip(true)
                .rescale(1 / 255.0);
    }

    /** All values of an epoch: inputs, targets and weights of each batch. */
    private static List<Float> values(Batches batches, int epoch) {
        List<Float> values = new ArrayList<>();
        batches.epoch(epoch).forEachRemaining(batch -> {
            for (List<Tensor> tensors : List.of(batch.inputs(), batch.targets(), batch.weights())) {
                for (Tensor tensor : tensors) {
                    for (float v : tensor.toArray()) {
                        values.add(v);
                    }
                }
            }
        });
        return values;
    }

    @Test
    void returnsTheSamplesThatKerasReturns() {
        for (JsonNode row : GoldenImages.read("flow").path("flows")) {
            int n = row.path("samples").asInt();
            Tensor x = Tensor.zeros(n, 2, 2, 1);
            Tensor y = Tensor.zeros(n);
            for (int i = 0; i < x.size(); i++) {
                x.data()[i] = i / 4;
                y.set(i / 4 % 2, i / 4);
            }
            ImageFlow flow = new ImageDataGenerator()
                    .validationSplit(row.path("validation_split").asDouble())
                    .flow(x, y)
                    .batchSize(row.path("batch_size").asInt())
                    .shuffle(false);
            if (row.hasNonNull("subset")) {
                flow.subset(row.path("subset").asText());
            }
            assertEquals(row.path("length").asInt(), flow.count().getAsInt());
            Iterator<JsonNode> expected = row.path("two_rounds").iterator(); // the batches of two epochs
            for (int epoch = 0; epoch < 2; epoch++) {
                flow.epoch(epoch).forEachRemaining(batch -> {
                    float[] firsts = new float[batch.size()];
                    for (int r = 0; r < firsts.length; r++) {
                        firsts[r] = batch.inputs().get(0).get(r, 1, 1, 0);
                    }
                    int[] samples = GoldenImages.ints(expected.next());
                    assertArrayEquals(Tensor.of(samples).toArray(), firsts);
                });
            }
            assertFalse(expected.hasNext());
        }
    }

    @Test
    void epochIsTheSameForAnyNumberOfThreads() {
        Tensor x = images(N, 9, 7, 3);
        List<Float> expected =
                values(withAllOptions().flow(x, labels(N)).batchSize(4).seed(5).workers(0), 2);
        assertEquals(N * (9 * 7 * 3 + 1), expected.size());
        for (int workers : new int[] {1, 2, 4}) {
            ImageFlow flow = withAllOptions()
                    .flow(x, labels(N))
                    .batchSize(4)
                    .seed(5)
                    .workers(workers)
                    .maxQueueSize(workers);
            assertEquals(expected, values(flow, 2));
            assertEquals(expected, values(flow, 2), "second iteration");
        }
    }

    @Test
    void changesWithTheEpochAndTheSeed() {
        ImageFlow flow =
                withAllOptions().flow(images(N, 4, 4, 1)).shuffle(false).seed(5);
        List<Float> first = values(flow, 0);
        assertNotEquals(first, values(flow, 1));
        assertNotEquals(first, values(flow.seed(6), 0));
    }

    @Test
    void batchSizeAndOrderDoNotChangeTheAugmentation() {
        // An augmented image is a function of (seed, epoch, index).
        Tensor x = images(N, 5, 5, 1);
        Tensor ids = Tensor.zeros(N);
        for (int i = 0; i < N; i++) {
            ids.set(i, i);
        }
        float[][] shuffled = new float[N][];
        collect(withAllOptions().flow(x, ids).seed(1).batchSize(8).epoch(3), shuffled);
        float[][] inOrder = new float[N][];
        collect(
                withAllOptions()
                        .flow(x, ids)
                        .seed(1)
                        .batchSize(5)
                        .shuffle(false)
                        .epoch(3),
                inOrder);
        assertTrue(Arrays.deepEquals(shuffled, inOrder));
    }

    private static void collect(Iterator<Batch> epoch, float[][] images) {
        epoch.forEachRemaining(batch -> {
            for (int r = 0; r < batch.size(); r++) {
                int id = (int) batch.targets().get(0).get(r);
                images[id] = batch.inputs().get(0).rows(r, r + 1).toArray();
            }
        });
    }

    @Test
    void doesNotChangeTheImagesOfTheUser() {
        Tensor x = images(4, 3, 3, 1);
        float[] before = x.toArray();
        values(withAllOptions().samplewiseCenter(true).flow(x), 0);
        assertArrayEquals(before, x.toArray());
    }

    @Test
    void doesNotAugmentTheValidationSubset() {
        ImageDataGenerator generator =
                new ImageDataGenerator().rotationRange(90).validationSplit(0.5);
        Tensor x = images(8, 5, 5, 1);
        float[] plain = x.rows(0, 4).toArray();
        ImageFlow validation = generator.flow(x).subset("validation").shuffle(false);
        assertEquals(4, validation.samples());
        assertArrayEquals(plain, validation.epoch(0).next().inputs().get(0).toArray());
        validation.augmentValidation(true);
        assertFalse(
                Arrays.equals(plain, validation.epoch(0).next().inputs().get(0).toArray()));
        ImageFlow training = generator.flow(x).subset("training").shuffle(false);
        assertFalse(Arrays.equals(
                x.rows(4, 8).toArray(), training.epoch(0).next().inputs().get(0).toArray()));
    }

    @Test
    void requiresAllClassesInBothSubsets() {
        ImageDataGenerator generator = new ImageDataGenerator().validationSplit(0.5);
        Tensor x = images(4, 2, 2, 1);
        Tensor sorted = Tensor.of(new int[] {0, 0, 0, 1});
        ImageFlow flow = generator.flow(x, sorted).subset("training");
        assertEquals(
                "the validation subset has no sample of class 1.0. The validation subset is the first part of the data"
                        + " as they lie: shuffle them before, or allow it by ignoreClassSplit(true).",
                assertThrows(DataException.class, () -> flow.epoch(0)).getMessage());
        assertEquals(2, flow.ignoreClassSplit(true).samples());
        Tensor oneHot = Tensor.of(new float[] {1, 0, 1, 0, 1, 0, 0, 1}, 4, 2);
        assertThrows(
                DataException.class,
                () -> generator.flow(x, oneHot).subset("validation").count());
        Tensor boxes = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2);
        assertEquals(2, generator.flow(x, boxes).subset("validation").samples());
    }

    @Test
    void transformsMasksLikeTheirImages() {
        // An image that is its own mask, enlarged and rotated: with nearest-pixel interpolation the mask
        // keeps its two values.
        Tensor masks = images(6, 9, 9, 1);
        for (int i = 0; i < masks.size(); i++) {
            masks.data()[i] = i % 9 < 4 ? 0 : 7;
        }
        ImageDataGenerator generator =
                new ImageDataGenerator().rotationRange(40).zoomRange(0.5, 0.9).brightnessRange(0.1, 0.2);
        Batch batch = generator.flowMasks(masks, masks).seed(3).epoch(0).next();
        Tensor y = batch.targets().get(0);
        assertEquals(Shape.of(6, 9, 9, 1), y.shape());
        int sevens = 0;
        for (float v : y.toArray()) {
            assertTrue(v == 0 || v == 7, "an interpolated value: " + v);
            sevens += v == 7 ? 1 : 0;
        }
        assertTrue(sevens > 100 && sevens < 386);
        // Without brightness and with nearest-pixel interpolation, image and mask are equal.
        Batch same = new ImageDataGenerator()
                .rotationRange(40)
                .horizontalFlip(true)
                .interpolationOrder(0)
                .flowMasks(masks, masks)
                .epoch(0)
                .next();
        assertArrayEquals(same.inputs().get(0).toArray(), same.targets().get(0).toArray());
        assertThrows(ShapeException.class, () -> generator.flowMasks(masks, Tensor.zeros(6, 9, 8, 1)));
    }

    @Test
    void shufflesWeightsWithTheirSamples() {
        Tensor y = Tensor.zeros(N);
        Tensor weights = Tensor.zeros(N);
        for (int i = 0; i < N; i++) {
            y.set(i, i);
            weights.set(i / 2f, i);
        }
        ImageFlow flow = new ImageDataGenerator()
                .flow(images(N, 2, 2, 1), y)
                .sampleWeight(weights)
                .batchSize(7);
        flow.epoch(0).forEachRemaining(batch -> {
            for (int r = 0; r < batch.size(); r++) {
                assertEquals(
                        batch.targets().get(0).get(r) / 2,
                        batch.weights().get(0).get(r));
            }
        });
    }

    @Test
    void whitensWholeBatches() {
        Tensor x = images(40, 3, 3, 1);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] += (float) Math.sin(i * i);
        }
        ImageDataGenerator generator =
                new ImageDataGenerator().zcaWhitening(true).zcaEpsilon(0.1);
        generator.fit(x);
        Tensor y = generator
                .flow(x)
                .shuffle(false)
                .batchSize(40)
                .epoch(0)
                .next()
                .inputs()
                .get(0);
        assertArrayEquals(generator.standardize(x.copy()).toArray(), y.toArray(), 1e-4f);
    }

    @Test
    void savesAugmentedImages(@TempDir Path folder) throws IOException {
        Tensor x = images(3, 4, 4, 3);
        ImageFlow flow =
                withAllOptions().flow(x).saveToDir(folder).savePrefix("aug").batchSize(2);
        values(flow, 0);
        values(flow, 0);
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.map(f -> f.getFileName().toString()).sorted().toList();
            assertEquals(3, names.size(), "the same epoch writes the same names");
            assertTrue(names.get(1).matches("aug_1_\\d+\\.png"), names.get(1));
        }
    }

    /** A killed program with another seed has left them. */
    @Test
    void deletesTemporaryFilesOfSavedImages(@TempDir Path folder) throws IOException {
        for (String name : List.of(".aug_1_1234567.png.12-3.tmp", "._17_7654321.jpg.12-3.tmp", ".mine.png.12-3.tmp")) {
            Files.createFile(folder.resolve(name));
        }
        values(withAllOptions().flow(images(3, 4, 4, 3)).saveToDir(folder).savePrefix("aug"), 0);
        try (Stream<Path> files = Files.list(folder)) {
            List<String> hidden = files.map(f -> f.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
            assertEquals(List.of(".mine.png.12-3.tmp"), hidden);
        }
    }

    @Test
    void throwsAnExceptionOfThePreprocessingFunctionToTheConsumer() {
        ImageFlow flow = new ImageDataGenerator()
                .preprocessingFunction(image -> {
                    throw new IllegalStateException("mine");
                })
                .flow(images(3, 2, 2, 1));
        Iterator<Batch> epoch = flow.epoch(0);
        assertEquals(
                "mine", assertThrows(IllegalStateException.class, epoch::next).getMessage());
    }

    @Test
    void refusesInvalidArguments() {
        ImageDataGenerator generator = new ImageDataGenerator();
        Tensor x = images(3, 2, 2, 1);
        assertEquals(
                "flow needs images of shape (n, height, width, channels), got (3, 4)",
                assertThrows(ShapeException.class, () -> generator.flow(x.reshape(3, 4)))
                        .getMessage());
        assertEquals(
                "x has 3 images, but y has shape (2)",
                assertThrows(ShapeException.class, () -> generator.flow(x, Tensor.zeros(2)))
                        .getMessage());
        assertEquals(
                "subset(\"training\") needs the generator's validationSplit, as in"
                        + " new ImageDataGenerator().validationSplit(0.2)",
                assertThrows(OptionException.class, () -> generator.flow(x).subset("training"))
                        .getMessage());
        assertThrows(OptionException.class, () -> generator.flow(x).subset("test"));
        assertThrows(OptionException.class, () -> generator.flow(x).batchSize(0));
        assertThrows(OptionException.class, () -> generator.flow(x).workers(-1).epoch(0));
        ImageFlow empty = new ImageDataGenerator().validationSplit(0.1).flow(x).subset("validation");
        assertEquals(
                "there are no images: 3 in all, none of them in the validation subset",
                assertThrows(DataException.class, empty::count).getMessage());
    }
}
