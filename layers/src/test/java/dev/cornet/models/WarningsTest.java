package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.console.Console;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Conv1D;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalAveragePooling1D;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.Softmax;
import dev.cornet.metrics.R2Score;
import dev.cornet.metrics.RunningMetric;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.preprocessing.image.FileFlow;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Likely mistakes that would otherwise go unnoticed give one warning each. */
class WarningsTest {
    @TempDir
    Path folder;

    private final PrintStream console = Console.stream();
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void collectWarnings() {
        Console.onWarning(warnings::add);
        Console.set(new PrintStream(OutputStream.nullOutputStream()), false);
    }

    @AfterEach
    void restoreConsole() {
        Console.onWarning(Console::toStandardError);
        Console.set(console, false);
    }

    private void assertWarned(String... beginnings) {
        assertEquals(beginnings.length, warnings.size(), warnings.toString());
        for (int i = 0; i < beginnings.length; i++) {
            assertTrue(warnings.get(i).startsWith(beginnings[i]), warnings.get(i));
        }
        warnings.clear();
    }

    @Test
    void warnsOfASoftmaxOverOneValue() {
        new Sequential(new Dense(1).activation("softmax").inputShape(3).named("top"));
        assertWarned("top (Dense): a softmax over the last axis of samples of shape (1) is always 1");
        new Sequential(new Dense(1).inputShape(3), new Activation("softmax").named("a"));
        assertWarned("a (Activation): a softmax");
        new Sequential(
                new Conv2D(1, 1).activation("softmax").inputShape(2, 2, 1).named("c"));
        assertWarned("c (Conv2D): a softmax");
        new Sequential(new Dense(2).inputShape(3), new Softmax());
        Sequential late = new Sequential(new Dense(1).activation("softmax").named("late"));
        assertWarned();
        late.predict(Tensor.zeros(2, 3));
        assertWarned("late (Dense): a softmax");
    }

    @Test
    void warnsOfTrainingWithoutTrainableWeights() {
        Sequential discriminator =
                new Sequential(new Dense(1).activation("sigmoid").inputShape(2));
        discriminator.compile("adam", "binary_crossentropy");
        discriminator.setTrainable(false);
        Sequential gan = new Sequential(new Dense(2).inputShape(3), discriminator);
        gan.compile("adam", "binary_crossentropy");
        Tensor y = Tensor.zeros(4, 1);
        gan.trainOnBatch(Tensor.zeros(4, 3), y);
        assertWarned();
        for (int i = 0; i < 3; i++) {
            discriminator.trainOnBatch(Tensor.zeros(4, 2), y);
        }
        assertWarned(LayerAccess.describe(discriminator) + ": the model has no trainable weights");
        Sequential none = new Sequential(new Flatten().inputShape(2, 2));
        none.compile("sgd", "mse");
        none.fit(Tensor.zeros(4, 2, 2), Tensor.zeros(4, 4), new Fit().epochs(2).verbose(0));
        assertWarned(LayerAccess.describe(none) + ": the model has no trainable weights");
    }

    /** As in Keras, which raises an exception. */
    @Test
    void countParamsNeedsABuiltModel() {
        Sequential model = new Sequential(new Dense(4), new Dense(1));
        String message = assertThrows(CornetException.class, model::countParams).getMessage();
        assertTrue(message.contains("it is not built yet"), message);
        assertThrows(CornetException.class, () -> new Dense(3).countParams());
        assertThrows(CornetException.class, () -> new Sequential().countParams());
        model.predict(Tensor.zeros(1, 2));
        assertEquals(17, model.countParams());
        Symbol in = Input.of(3);
        assertEquals(0, new Model(in, in.then(new Flatten())).countParams());
    }

    @Test
    void warnsOfPredictionsOfAShuffledSource() {
        Sequential model = new Sequential(new Flatten().inputShape(2, 2, 1));
        ImageDataGenerator generator = new ImageDataGenerator();
        Tensor x = Tensor.zeros(6, 2, 2, 1);
        model.predict(generator.flow(x));
        assertWarned("predict: the source is shuffled");
        model.predict(generator.flow(x).shuffle(false));
        model.predict(Batches.of(List.of(x), List.of(), List.of(), 2, false, 1));
        model.predict(x);
        assertWarned();
    }

    /** As in Keras: Flatten and Conv1D do not support masks. */
    @Test
    void warnsOfAnIgnoredMask() {
        Tensor words = Tensor.of(new int[] {1, 0, 0, 2, 3, 0}, 2, 3);
        new Sequential(new Embedding(4, 2).maskZero(true).inputShape(3), new Dropout(0.5), new LSTM(2), new Dense(1))
                .predict(words);
        new Sequential(new Embedding(4, 2).maskZero(true).inputShape(3), new GlobalAveragePooling1D()).predict(words);
        new Sequential(new Embedding(4, 2).inputShape(3), new Flatten()).predict(words);
        assertWarned();
        new Sequential(new Embedding(4, 2).maskZero(true).inputShape(3), new Flatten().named("flat")).predict(words);
        assertWarned("flat (Flatten): its input has a mask, which this layer ignores");
        Sequential convolving = new Sequential(
                new Embedding(4, 2).maskZero(true).inputShape(3), new Conv1D(2, 2).named("conv"), new Flatten());
        convolving.predict(words);
        assertWarned("conv (Conv1D): its input has a mask");
    }

    /** As in Keras: "Gradients do not exist for variables". */
    @Test
    void warnsOfWeightsWithoutALoss() {
        Symbol in = Input.of(2);
        Symbol p = in.then(new Dense(1).named("p"));
        Symbol q = in.then(new Dense(1).named("q"));
        Model model = new Model(List.of(in), List.of(p, q));
        model.compile(new Compile("sgd", Arrays.asList("mse", null)));
        model.trainOnBatch(
                new Batch(List.of(Tensor.zeros(2, 2)), List.of(Tensor.zeros(2, 1), Tensor.zeros(2, 1)), List.of()));
        assertWarned("training: no loss depends on q/kernel, q/bias, so they stay as they are.");
        model.compile(new Compile("sgd", List.of("mse", "mse")));
        model.trainOnBatch(
                new Batch(List.of(Tensor.zeros(2, 2)), List.of(Tensor.zeros(2, 1), Tensor.zeros(2, 1)), List.of()));
        assertWarned();
    }

    /** An activity penalty gives gradients to the weights of its layer, even if the output has no loss. */
    @Test
    void doesNotWarnOfWeightsWithAPenalty() {
        Symbol in = Input.of(2);
        Symbol p = in.then(new Dense(1).named("p"));
        Symbol q = in.then(new Dense(1).named("q").activityRegularizer("l2"));
        Model model = new Model(List.of(in), List.of(p, q));
        model.compile(new Compile("sgd", Arrays.asList("mse", null)));
        Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 4}});
        Tensor before = q.node().layer().getWeights().get(0);
        model.trainOnBatch(new Batch(List.of(x), List.of(Tensor.zeros(2, 1), Tensor.zeros(2, 1)), List.of()));
        assertWarned();
        assertFalse(Arrays.equals(
                before.toArray(), q.node().layer().getWeights().get(0).toArray()));
    }

    @Test
    void warnsOfShuffleForASource() {
        Sequential model = new Sequential(new Dense(1).inputShape(2));
        model.compile("sgd", "mse");
        List<Tensor> x = List.of(Tensor.zeros(4, 2));
        List<Tensor> y = List.of(Tensor.zeros(4, 1));
        Batches inOrder = Batches.of(x, y, List.of(), 2, false, 1);
        model.fit(inOrder, new Fit().verbose(0));
        model.fit(inOrder, new Fit().verbose(0).shuffle(false));
        model.fit(Batches.of(x, y, List.of(), 2, true, 1), new Fit().verbose(0).shuffle(true));
        model.fit(x.get(0), y.get(0), new Fit().verbose(0).shuffle(false));
        assertWarned();
        model.fit(inOrder, new Fit().verbose(0).shuffle(true));
        assertWarned("fit: shuffle(true) is for arrays and changes nothing here");
    }

    @Test
    void warnsOfNormalizationBesidesWhitening() {
        ImageDataGenerator generator =
                new ImageDataGenerator().zcaWhitening(true).featurewiseStdNormalization(true);
        Tensor x = Tensor.of(new float[] {1, 2, 3, 5}, 4, 1, 1, 1);
        generator.fit(x);
        generator.flow(x).epoch(0).next();
        assertWarned("ImageDataGenerator: zcaWhitening takes the place of featurewiseStdNormalization.");
    }

    /** As in Keras: warns of 2 channels, and of a channels-first layout. */
    @Test
    void warnsOfAnUnusualNumberOfChannels() {
        ImageDataGenerator generator = new ImageDataGenerator();
        generator.flow(Tensor.zeros(2, 5, 5, 4));
        assertWarned();
        generator.flow(Tensor.zeros(2, 3, 5, 5));
        assertWarned("flow: images have 1, 3 or 4 channels on the last axis, but the data has the shape (2, 3, 5, 5)");
    }

    @Test
    void warnsOfTransparencyInJpegFiles() {
        Images.saveImg(folder.resolve("x.png"), Tensor.zeros(2, 2, 4), false);
        assertWarned();
        Images.saveImg(folder.resolve("x.jpg"), Tensor.zeros(2, 2, 4), false);
        assertWarned("JPEG files hold no transparency");
    }

    /** As in Keras: "More independent predictors than datapoints in adjusted R2 score." */
    @Test
    void warnsOfTooFewValuesForAnAdjustedR2() {
        RunningMetric score = new RunningMetric(new R2Score().numRegressors(3));
        score.update(Tensor.of(new float[] {1, 2, 4}, 3, 1), Tensor.of(new float[] {1, 2, 3}, 3, 1));
        assertEquals(1 - 1 / (14.0 / 3), score.result(), 1e-6);
        assertWarned("r2_score: 3 values are too few to adjust the score for 3 regressors");
    }

    private FileFlow flow(String part, String... classes) {
        for (String name : classes) {
            Images.saveImg(folder.resolve(part).resolve(name).resolve("x.png"), Tensor.zeros(2, 2, 3), false);
        }
        return new ImageDataGenerator()
                .flowFromDirectory(folder.resolve(part))
                .targetSize(2, 2)
                .classMode("sparse");
    }

    @Test
    void refusesOtherClassNumbersInValidation() {
        Sequential model = new Sequential(new Flatten().inputShape(2, 2, 3), new Dense(3).activation("softmax"));
        model.compile("sgd", "sparse_categorical_crossentropy");
        FileFlow training = flow("train", "a", "b", "c");
        FileFlow validation = flow("val", "a", "c");
        Fit fit = new Fit().verbose(0).validationData(validation);
        String message = assertThrows(DataException.class, () -> model.fit(training, fit))
                .getMessage();
        assertTrue(
                message.startsWith("fit: the class \"c\" has the number 2 in training and 1 in validation"), message);
        assertEquals(0, model.optimizer().steps());
        validation.classes("a", "b", "c");
        model.fit(training, fit);
        assertWarned("the class \"b\" has no folder in " + folder.resolve("val"));
    }

    @Test
    void warnsOfOtherClassesInValidation() {
        Sequential model = new Sequential(new Flatten().inputShape(2, 2, 3), new Dense(3).activation("softmax"));
        model.compile("sgd", "sparse_categorical_crossentropy");
        model.fit(flow("train", "a", "b"), new Fit().verbose(0).validationData(flow("val", "a", "b", "z")));
        assertWarned("fit: the classes of training and validation differ: [a, b] and [a, b, z]");
    }
}
