package dev.cornet.samples.course;

import static dev.cornet.regularizers.Regularizers.l1;
import static dev.cornet.regularizers.Regularizers.l2;
import static dev.cornet.samples.course.CourseFixtures.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.applications.MobileNet;
import dev.cornet.applications.MobileNetV2;
import dev.cornet.applications.ResNet50;
import dev.cornet.applications.VGG16;
import dev.cornet.applications.VGG19;
import dev.cornet.backend.Ops;
import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.data.NumericUtils;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.losses.MeanSquaredError;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.models.Summary;
import dev.cornet.nn.Layer;
import dev.cornet.optimizers.BFGS;
import dev.cornet.optimizers.SGD;
import dev.cornet.preprocessing.image.FileFlow;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.GradientCheck;
import dev.cornet.testing.LayerRun;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the Grenoble course: Keras listings, regularisation, early stopping, augmentation, transfer learning. */
final class KerasCourseTest {
    @TempDir
    Path folder;

    @Test
    void a23Vgg16AsTheBaseOfAnotherNetwork() {
        Model base = VGG16.of(null, false, 64, 64, 3);
        Sequential model = headed(base);
        base.setTrainable(false);
        assertEquals(
                List.of(14_714_688L, 0L, 204_900L, 1_010L),
                model.layers().stream().map(l -> l.countParams()).toList());
        String text = model.summaryText(new Summary());
        for (String part : List.of(
                "(None, 2, 2, 512)",
                "14,714,688",
                "(None, 2048)",
                "204,900",
                "1,010",
                "Total params: 14,920,598",
                "Trainable params: 205,910",
                "Non-trainable params: 14,714,688")) {
            assertTrue(text.contains(part), part + " is missing in\n" + text);
        }
    }

    private static Sequential headed(Model base) {
        Sequential model = new Sequential();
        model.add(base);
        model.add(new Flatten());
        model.add(new Dense(100).activation("relu"));
        model.add(new Dense(10).activation("softmax"));
        return model;
    }

    /** The networks that Cornet has of the eighteen in the table, with their tops, so that all weights are counted. */
    @Test
    void a24ParametersOfTheApplications() {
        assertEquals(138_357_544, VGG16.of(null).countParams());
        assertEquals(143_667_240, VGG19.of(null).countParams());
        assertEquals(25_636_712, ResNet50.of(null).countParams());
        assertEquals(4_253_864, MobileNet.of(null).countParams());
        assertEquals(3_538_984, MobileNetV2.of(null).countParams());
    }

    /** Weight decay is the gradient of λ/2·‖w‖²; Keras' l2(λ) has no factor ½, so it shrinks weights twice as much. */
    @Test
    void a25WeightDecayIsL2WithHalfTheFactor() {
        double eta = 0.1;
        double lambda = 0.02;
        assertEquals(1 - 2 * eta * lambda, shrunk(eta, lambda), 1e-6);
        assertEquals(1 - eta * lambda, shrunk(eta, lambda / 2), 1e-6);
    }

    /** The value of a weight of 1 after one step of gradient descent with a penalty as the only loss. */
    private static double shrunk(double eta, double factor) {
        Dense dense = new Dense(1).useBias(false).kernelRegularizer(l2(factor));
        Sequential model = new Sequential(dense.inputShape(1));
        dense.setWeights(Tensor.of(row(1), 1, 1));
        model.compile(new SGD(eta), "mse");
        model.trainOnBatch(Tensor.zeros(1, 1), Tensor.zeros(1, 1));
        return dense.getWeights().get(0).get(0, 0);
    }

    /** Two courses sum the loss over the samples, another one and Keras take the mean, with which the same λ is n times as strong. */
    @Test
    void a26ASumOverSamplesIsNTimesTheirMean() {
        Tensor x = Tensor.of(row(1, 2, 3, 4), 4, 1);
        Tensor y = Tensor.of(row(2, 2, 5, 1), 4, 1);
        double mean = CourseFixtures.unchanged(1, "mse").evaluate(x, y).loss();
        double sum = CourseFixtures.unchanged(1, new MeanSquaredError().reduction("sum"))
                .evaluate(x, y)
                .loss();
        assertEquals(14, sum, 1e-6);
        assertEquals(14 / 4.0, mean, 1e-6);
        assertEquals(30 / (30 + 2.0), shrunkAgainst("sum", 2), 1e-5); // Σx² = 30
        assertEquals(30 / (30 + 4 * 2.0), shrunkAgainst("sum_over_batch_size", 2), 1e-5);
    }

    /** The weight that minimises the error of y = x and λ·w², where the error is a sum or a mean over four samples. */
    private static double shrunkAgainst(String reduction, double lambda) {
        Dense dense = new Dense(1).useBias(false).kernelRegularizer(l2(lambda));
        Sequential model = new Sequential(dense.inputShape(1));
        Tensor x = Tensor.of(row(1, 2, 3, 4), 4, 1);
        model.compile(new BFGS(), new MeanSquaredError().reduction(reduction));
        model.fit(x, x, new Fit().epochs(20).verbose(0));
        return dense.getWeights().get(0).get(0, 0);
    }

    @Test
    void a35TheChainRule() {
        double w = 0.5;
        double x = Math.tanh(w);
        double y = Math.tanh(x);
        double z = Math.tanh(y);
        Sequential chain =
                new Sequential(new Activation("tanh").inputShape(1), new Activation("tanh"), new Activation("tanh"));
        LayerRun run = LayerRun.forward(chain, List.of(Tensor.of(row((float) w), 1, 1)), true);
        assertEquals(z, run.y().get(0, 0), 1e-6);
        Tensor dw = run.backward(List.of(Tensor.of(row(1), 1, 1))).dxs().get(0);
        assertEquals((1 - z * z) * (1 - y * y) * (1 - x * x), dw.get(0, 0), 1e-6);
    }

    @Test
    void a36AStackOfSigmoidsAndASoftmax() {
        Cornet.setSeed(36);
        Sequential stack = new Sequential(
                new Dense(6).activation("sigmoid").inputShape(5),
                new Dense(5).activation("sigmoid"),
                new Dense(4).activation("sigmoid"),
                new Dense(3).activation("softmax"));
        GradientCheck.check(stack, true, List.of(Shape.of(5)));
    }

    /** The 101 in the listing may be a misread 10 or n; here the targets have 101 columns. */
    @Test
    void b1APerceptronOfThreeLayers() {
        Cornet.setSeed(1);
        Sequential model = new Sequential();
        model.add(new Dense(64).activation("relu").inputShape(784));
        model.add(new Dense(100).activation("relu"));
        model.add(new Dense(101).activation("softmax"));
        model.compile("sgd", "categorical_crossentropy", "accuracy");
        assertEquals(66_941, model.countParams());
        assertEquals(
                List.of(50_240L, 6_500L, 10_201L),
                model.layers().stream().map(l -> l.countParams()).toList());
        Tensor y = NumericUtils.toCategorical(new int[] {3, 100, 7, 3}, 101);
        History history =
                model.fit(bright(4, 784), y, new Fit().batchSize(32).epochs(10).verbose(0));
        double[] loss = history.get("loss");
        assertTrue(loss.length == 10 && loss[9] < loss[0], Arrays.toString(loss));
    }

    private static Tensor bright(int n, int values) {
        Tensor x = Tensor.zeros(n, values);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) Math.abs(Math.sin(i));
        }
        return x;
    }

    /** In the printed listing, l2 and l1 are misread as 12 and 11, and a third pooling is in the place of Flatten. */
    @Test
    void b2ThePrintedConvolutionsReturnImages() {
        Sequential model = regularised(6, new MaxPooling2D(2), 120);
        assertEquals(Shape.of(-1, 2, 2, 120), model.output().shape());
        assertEquals(16_422, model.countParams());
    }

    @Test
    void b2TheCorrectedConvolutions() {
        assertEquals(20_392, regularised(6, new Flatten(), 10).countParams());
        Sequential lenet = regularised(16, new Flatten(), 10);
        assertEquals(51_902, lenet.countParams());
        assertEquals(
                List.of(156L, 0L, 2_416L, 0L, 0L, 48_120L, 1_210L),
                lenet.layers().stream().map(l -> l.countParams()).toList());
    }

    private static Sequential regularised(int filters, Layer fifth, int outputs) {
        Sequential model = new Sequential();
        model.add(new Conv2D(6, 5, 5).padding("same").activation("relu").inputShape(28, 28, 1));
        model.add(new MaxPooling2D(2, 2));
        model.add(new Conv2D(filters, 5, 5).activation("relu").kernelRegularizer(l2(0.01)));
        model.add(new MaxPooling2D(2, 2));
        model.add(fifth);
        model.add(new Dense(120).activation("relu"));
        model.add(new Dense(outputs).activation("softmax").kernelRegularizer(l1(0.01)));
        return model;
    }

    /** The "Dense(6a" of the listing is Dense(64). */
    @Test
    void b3WithoutDropout() {
        assertEquals(23_064, withoutDropout(100).countParams());
        assertEquals(14_782, withoutDropout(18).countParams());
        assertEquals(
                List.of(6_464L, 6_500L, 10_100L),
                withoutDropout(100).layers().stream().map(l -> l.countParams()).toList());
    }

    private static Sequential withoutDropout(int classes) {
        return new Sequential(
                new Dense(64).activation("relu").inputShape(100),
                new Dense(100).activation("relu"),
                new Dense(classes).activation("softmax"));
    }

    /** The listing of the course repeats Dense lines where the slide has Dropout lines. */
    @Test
    void b4WithDropout() {
        Cornet.setSeed(4);
        Sequential model = new Sequential();
        model.add(new Dropout(0.2).inputShape(100));
        model.add(new Dense(64).activation("relu"));
        model.add(new Dropout(0.5));
        model.add(new Dense(100).activation("relu"));
        model.add(new Dropout(0.5));
        model.add(new Dense(18).activation("softmax"));
        assertEquals(
                withoutDropout(18).layers().stream().map(l -> l.countParams()).toList(),
                model.layers().stream()
                        .filter(l -> l instanceof Dense)
                        .map(l -> l.countParams())
                        .toList());
        Tensor x = bright(3, 100);
        assertArrayEquals(model.predict(x).toArray(), model.predict(x).toArray());
    }

    /**
     * Freezing the base after it has been added affects its layers. The course prints a dot for the comma in "Dense(units = 100.
     * activation".
     */
    @Test
    void b5TheFrozenBaseIsNotTrained() {
        Cornet.setSeed(5);
        Model base = VGG16.of(null, false, 32, 32, 3);
        Sequential model = headed(base);
        assertTrue(model.summaryText(new Summary()).contains("Non-trainable params: 0"));
        base.setTrainable(false);
        assertTrue(model.summaryText(new Summary()).contains("Trainable params: 52,310")); // 512 * 100 + 100 + 1,010
        model.compile("sgd", "categorical_crossentropy");
        float[] first = base.getWeights().get(0).toArray();
        float[] last = model.getWeights().get(model.getWeights().size() - 1).toArray();
        model.trainOnBatch(bright(1, 32 * 32 * 3).reshape(1, 32, 32, 3), NumericUtils.toCategorical(new int[] {3}, 10));
        assertArrayEquals(first, base.getWeights().get(0).toArray());
        assertFalse(Arrays.equals(
                last, model.getWeights().get(model.getWeights().size() - 1).toArray()));
    }

    /** The course once writes ModelCheckPoint: it is ModelCheckpoint. */
    @Test
    void b6EarlyStoppingWithPatienceAndTheBestModelInAFile() {
        String file = folder.resolve("best.cornet").toString();
        int impatient = stopped(new EarlyStopping().monitor("val_loss"), file);
        int patient = stopped(new EarlyStopping().monitor("val_loss").patience(20), file);
        assertTrue(impatient < patient && patient < 400, impatient + " and " + patient + " epochs");
    }

    /** Trains with early stopping; returns the number of epochs. The file then contains the model of the best epoch. */
    private static int stopped(EarlyStopping stopping, String file) {
        Cornet.setSeed(6);
        Sequential model =
                new Sequential(new Dense(32).activation("relu").inputShape(4), new Dense(2).activation("softmax"));
        model.compile("adam", "sparse_categorical_crossentropy");
        Tensor x = Tensor.zeros(60, 4);
        Tensor y = Tensor.zeros(60, 1);
        Random random = new Random(6);
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 4; j++) {
                x.set((float) random.nextGaussian(), i, j);
            }
            y.set(x.get(i, 0) + random.nextGaussian() > 0 ? 1 : 0, i, 0);
        }
        History history = model.fit(
                x.rows(0, 20),
                y.rows(0, 20),
                new Fit()
                        .batchSize(5)
                        .epochs(400)
                        .verbose(0)
                        .validationData(x.rows(20, 60), y.rows(20, 60))
                        .callbacks(stopping, new ModelCheckpoint(file).saveBestOnly(true)));
        double best = Arrays.stream(history.get("val_loss")).min().orElseThrow();
        assertEquals(
                best, Model.load(file).evaluate(x.rows(20, 60), y.rows(20, 60)).loss(), 1e-6);
        return history.epochCount();
    }

    @Test
    void b7AGeneratorThatTransformsTheImagesOfAFolder() {
        for (int i = 0; i < 8; i++) {
            Tensor image = Tensor.zeros(10, 12, 3);
            Ops.fill(image, 20 * i);
            Images.saveImg(folder.resolve(i % 2 == 0 ? "cats" : "dogs").resolve(i + ".png"), image, false);
        }
        ImageDataGenerator generator = new ImageDataGenerator()
                .rescale(1 / 255.0)
                .rotationRange(40)
                .widthShiftRange(0.2)
                .heightShiftRange(0.2)
                .shearRange(0.2)
                .zoomRange(0.2)
                .horizontalFlip(true);
        FileFlow images = generator
                .flowFromDirectory(folder)
                .targetSize(8, 8)
                .batchSize(4)
                .classMode("binary")
                .seed(7);
        assertEquals(Map.of("cats", 0, "dogs", 1), images.classIndices());
        Sequential model = new Sequential(
                new Conv2D(2, 3).activation("relu").inputShape(8, 8, 3),
                new Flatten(),
                new Dense(1).activation("sigmoid"));
        model.compile("rmsprop", "binary_crossentropy", "accuracy");
        History history =
                model.fitGenerator(images, new Fit().stepsPerEpoch(2).epochs(2).verbose(0));
        assertEquals(2, history.epochCount());
    }

    /** The slides' imports, in Cornet's packages: models, layers, regularizers, applications, images. */
    @Test
    void b8WhereTheSlidesImportsAre() {
        assertEquals("dev.cornet.models", Sequential.class.getPackageName());
        for (Class<?> layer : List.of(Conv2D.class, MaxPooling2D.class, Flatten.class, Dense.class, Dropout.class)) {
            assertEquals("dev.cornet.layers", layer.getPackageName());
        }
        assertEquals("dev.cornet.regularizers", l2(0.01).getClass().getPackageName());
        assertEquals("dev.cornet.applications", VGG16.class.getPackageName());
        assertEquals("dev.cornet.preprocessing.image", ImageDataGenerator.class.getPackageName());
    }
}
