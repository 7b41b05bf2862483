package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.data;
import static dev.cornet.samples.wrong.WrongUse.format;
import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.other;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.callbacks.BackupAndRestore;
import dev.cornet.callbacks.CSVLogger;
import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.callbacks.LearningRateScheduler;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.callbacks.ReduceLROnPlateau;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.initializers.Constant;
import dev.cornet.initializers.Identity;
import dev.cornet.initializers.Orthogonal;
import dev.cornet.initializers.RandomNormal;
import dev.cornet.initializers.TruncatedNormal;
import dev.cornet.layers.Add;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.metrics.AUC;
import dev.cornet.metrics.CategoricalAccuracy;
import dev.cornet.metrics.Mean;
import dev.cornet.metrics.RunningMetric;
import dev.cornet.metrics.TopKCategoricalAccuracy;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Predict;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Ftrl;
import dev.cornet.optimizers.schedules.PolynomialDecay;
import dev.cornet.preprocessing.image.Filters;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.preprocessing.text.TextVectorization;
import dev.cornet.preprocessing.text.Texts;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** Mistakes with invalid file names, NaN, null in lists and from functions, and metrics called by hand. */
final class WrongValues {
    private static final Tensor X = Tensor.zeros(4, 3);
    private static final Tensor Y = Tensor.zeros(4, 2);

    private WrongValues() {}

    static Stream<WrongUse> uses(Path dir) {
        return Stream.of(names(dir), numbers(), lists(), sources(), byHand()).flatMap(uses -> uses);
    }

    private static Sequential small() {
        Sequential model = new Sequential(new Dense(2).inputShape(3));
        model.compile("sgd", "mse");
        return model;
    }

    private static Fit quiet() {
        return new Fit().verbose(0);
    }

    private static WrongUse name(String what, String where, Executable use) {
        return option(
                "a zero character in the name: " + what,
                where + ": no file can have the name \"a/u0000b\" here (Nul character not allowed); give another",
                use);
    }

    private static Stream<WrongUse> names(Path dir) {
        String bad = "a\u0000b";
        return Stream.of(
                name("save", "save", () -> small().save(bad)),
                name("load", "load", () -> Model.load(bad)),
                name("saveWeights", "saveWeights", () -> small().saveWeights(bad)),
                name("loadWeights", "loadWeights", () -> small().loadWeights(bad)),
                name("resume", "Fit.resume: the argument file", () -> new Fit().resume(bad)),
                name("CSVLogger", "CSVLogger", () -> new CSVLogger(bad)),
                name("BackupAndRestore", "BackupAndRestore", () -> new BackupAndRestore(bad)),
                name(
                        "ModelCheckpoint",
                        "ModelCheckpoint",
                        () -> small().fit(X, Y, quiet().callbacks(new ModelCheckpoint(bad)))),
                name("loadImg", "Images.loadImg: the argument path", () -> Images.loadImg(bad)),
                name(
                        "flowFromDirectory",
                        "ImageDataGenerator.flowFromDirectory: the argument directory",
                        () -> new ImageDataGenerator().flowFromDirectory(bad)),
                option(
                        "weights under the name of a model",
                        "cannot write {dir}/w.cornet: that is the name of a file of a whole model, but weights would be "
                                + "in it. Name it as x.safetensors.",
                        () -> small().saveWeights(dir + "/w.cornet")),
                option(
                        "checkpoints of weights under the name of a model",
                        "ModelCheckpoint.onTrainBegin: cannot write {dir}/1.cornet: that is the name of a file of a whole "
                                + "model, but weights would be in it. Name it as x.safetensors.",
                        () -> small().fit(
                                        X,
                                        Y,
                                        quiet().callbacks(new ModelCheckpoint(dir + "/{epoch}.cornet")
                                                .saveWeightsOnly(true)))),
                option(
                        "a model under the name of weights",
                        "cannot write {dir}/m.safetensors: that is the name of a file of weights, but a whole model "
                                + "would be in it. Name it as x.cornet.",
                        () -> small().save(dir + "/m.safetensors")),
                format(
                        "half a JSON text",
                        "the JSON text: no valid JSON: it ends too early (line 1, column 2)",
                        () -> Model.fromJson("{")),
                data(
                        "pictures saved below a file",
                        "cannot write the image {dir}/file/a.png: {dir}/file is a file, not a folder",
                        () -> Images.saveImg(file(dir) + "/a.png", Tensor.zeros(2, 2, 3))),
                other(
                        "backups below a file",
                        "BackupAndRestore: the folder {dir}/file cannot be made: {dir}/file is a file, not a folder",
                        () -> small().fit(X, Y, quiet().callbacks(new BackupAndRestore(file(dir))))),
                data(
                        "a file as folder of pictures",
                        "this is a file, not a folder: {dir}/file. Name one with a sub-folder of images for each class.",
                        () -> new ImageDataGenerator()
                                .flowFromDirectory(file(dir))
                                .samples()),
                option(
                        "a class of pictures twice",
                        "flow: classes [cat, cat] names a class twice; each has one number",
                        () -> new ImageDataGenerator().flowFromDirectory(dir).classes("cat", "cat")),
                shape(
                        "a picture without channels",
                        "an image has the shape (height, width, 1, 3 or 4 channels), got (4, 5). Give it an axis of "
                                + "channels: x.reshape(4, 5, 1).",
                        () -> Images.saveImg(dir + "/a.png", Tensor.zeros(4, 5))),
                shape(
                        "pictures as a picture",
                        "an image has the shape (height, width, 1, 3 or 4 channels), got (2, 4, 5, 1). "
                                + "Images.saveGrid draws several, x.rows(i, i + 1).reshape(…) is one of them.",
                        () -> Images.saveImg(dir + "/a.png", Tensor.zeros(2, 4, 5, 1))));
    }

    private static String file(Path dir) throws Exception {
        return Files.writeString(dir.resolve("file"), "no folder").toString();
    }

    private static WrongUse nan(String what, Executable use) {
        return option("NaN as " + what.split(" ")[1] + " of " + what.split(":")[0], what + ", got NaN", use);
    }

    private static Stream<WrongUse> numbers() {
        double none = Double.NaN;
        return Stream.of(
                nan("EarlyStopping: minDelta must be a number", () -> new EarlyStopping().minDelta(none)),
                nan("EarlyStopping: baseline must be a number", () -> new EarlyStopping().baseline(none)),
                nan("ReduceLROnPlateau: minDelta must be a number", () -> new ReduceLROnPlateau().minDelta(none)),
                nan("ReduceLROnPlateau: minLr must be a number", () -> new ReduceLROnPlateau().minLr(none)),
                nan(
                        "ReduceLROnPlateau: factor must be above 0 and below 1",
                        () -> new ReduceLROnPlateau().factor(none)),
                nan(
                        "ModelCheckpoint: initialValueThreshold must be a number",
                        () -> new ModelCheckpoint("a.cornet").initialValueThreshold(none)),
                nan("Constant: value must be a finite number", () -> new Constant(none)),
                nan("Identity: gain must be a finite number", () -> new Identity().gain(none)),
                nan("Orthogonal: gain must be a finite number", () -> new Orthogonal().gain(none)),
                nan("RandomNormal: mean must be a finite number", () -> new RandomNormal().mean(none)),
                nan("TruncatedNormal: mean must be a finite number", () -> new TruncatedNormal().mean(none)),
                nan("Ftrl: beta must be a finite number", () -> new Ftrl().beta(none)),
                nan("PolynomialDecay: power must be a finite number", () -> new PolynomialDecay(0.1, 10).power(none)),
                nan("ImageDataGenerator: cval must be a finite number", () -> new ImageDataGenerator().cval(none)),
                option(
                        "NaN as labelWeights of AUC",
                        "AUC: label_weights must be finite numbers, got [NaN]",
                        () -> new AUC().labelWeights(none)),
                option(
                        "more thresholds than there is memory",
                        "AUC: num_thresholds must be 10000000 or less, got 2147483647",
                        () -> new AUC().numThresholds(Integer.MAX_VALUE)),
                option(
                        "a mean over no pixels",
                        "Filters.mean: size must be between 1 and 1000, got -1",
                        () -> Filters.mean(-1)),
                option(
                        "a mean over too many pixels",
                        "Filters.mean: size must be between 1 and 1000, got 50000",
                        () -> Filters.mean(50_000)),
                data(
                        "a word's number that float32 would round",
                        "Texts.padSequences: sequence 0 holds 16777217, which the numbers of a tensor (float32) would "
                                + "round; use fewer words",
                        () -> Texts.padSequences(List.of(new int[] {16_777_217}))));
    }

    private static Stream<WrongUse> lists() {
        List<String> texts = Arrays.asList("a", null);
        TextVectorization ready = new TextVectorization();
        ready.adapt(List.of("a"));
        return Stream.of(
                option(
                        "a null among sequences",
                        "Texts.padSequences: sequences[1] must not be null",
                        () -> Texts.padSequences(Arrays.asList(new int[] {1}, null))),
                option(
                        "a null among texts to adapt to",
                        "TextVectorization.adapt: texts[1] must not be null",
                        () -> new TextVectorization().adapt(texts)),
                option(
                        "a null among texts",
                        "TextVectorization.apply: texts[1] must not be null",
                        () -> ready.apply(texts)),
                option(
                        "a null in a vocabulary",
                        "TextVectorization.vocabulary: tokens[1] must not be null",
                        () -> new TextVectorization().vocabulary(texts)),
                option(
                        "a null among inputs of batches",
                        "batches: inputs[1] must not be null",
                        () -> Batches.of(Arrays.asList(X, null), List.of(), List.of(), 2, false, 0)),
                option(
                        "a null among labels of files",
                        "flowFromFiles: labels[0] must not be null",
                        () -> new ImageDataGenerator()
                                .flowFromFiles(List.of(Path.of("a.png")), Arrays.asList((String) null))),
                option(
                        "no schedule",
                        "LearningRateScheduler: the argument schedule must not be null",
                        () -> new LearningRateScheduler(null)),
                option(
                        "no rate by epoch",
                        "LearningRateScheduler.byEpoch: the argument rate must not be null",
                        () -> LearningRateScheduler.byEpoch(null)),
                option(
                        "a rate by epoch that is null",
                        "LearningRateScheduler: the rate for epoch 0 must not be null",
                        () -> small().fit(X, Y, quiet().callbacks(LearningRateScheduler.byEpoch(epoch -> null)))),
                option(
                        "a picture that becomes null",
                        "preprocessingFunction: the image that it returns must not be null",
                        () -> new ImageDataGenerator()
                                .preprocessingFunction(image -> null)
                                .flow(Tensor.zeros(1, 2, 2, 3))
                                .epoch(0)
                                .next()));
    }

    private static Stream<WrongUse> sources() {
        Batches nothing = Batches.of(2, i -> null);
        String mend = ": the source gave null instead of a batch. Make each by Batch.of(x, y).";
        return Stream.of(
                data("null batches to learn from", "fit" + mend, () -> small().fit(nothing, quiet())),
                data("null batches to evaluate", "evaluate" + mend, () -> small().evaluate(nothing)),
                data("null batches to predict from", "predict" + mend, () -> small().predict(nothing, new Predict())),
                data(
                        "a null batch at the end",
                        "fit" + mend,
                        () -> small().fit(Batches.of(2, i -> i == 0 ? Batch.of(X, Y) : null), quiet())),
                other(
                        "a model that has an input only",
                        "Sequential: the model has no layers yet; add some, as by " + "model.add(new Dense(10)).",
                        () -> {
                            Sequential model = new Sequential();
                            model.add(Input.of(3));
                            model.predict(X);
                        }),
                other(
                        "a callback's model before a training",
                        "EarlyStopping: belongs to no training yet, and so has no model; give it to fit by new "
                                + "Fit().callbacks(…).",
                        () -> new EarlyStopping().model()),
                other(
                        "the model of a nameless callback",
                        "Callback: belongs to no training yet, and so has no model; give it to fit by new "
                                + "Fit().callbacks(…).",
                        () -> new Callback() {}.model()),
                shape(
                        "inputs of different length",
                        "fit: x[0] has 4 samples, but x[1] has shape (3, 3); the first axis counts the samples and "
                                + "must agree.",
                        () -> {
                            Symbol a = Input.of(3);
                            Symbol b = Input.of(3);
                            Model model = new Model(List.of(a, b), List.of(new Add().of(a, b)));
                            model.compile("sgd", "mse");
                            model.fit(List.of(X, Tensor.zeros(3, 3)), List.of(X), quiet());
                        }));
    }

    private static Stream<WrongUse> byHand() {
        String mend =
                ": predictions of shape (3) have no axis of classes; expected (samples, classes). To compare class "
                        + "numbers use new Accuracy().";
        return Stream.of(
                shape(
                        "classes without an axis",
                        "categorical_accuracy" + mend,
                        () -> new RunningMetric(new CategoricalAccuracy()).update(Tensor.zeros(3), Tensor.zeros(3))),
                shape(
                        "classes without an axis, the top of them",
                        "top_k_categorical_accuracy" + mend,
                        () -> new RunningMetric(new TopKCategoricalAccuracy())
                                .update(Tensor.zeros(3), Tensor.zeros(3))),
                shape(
                        "predictions of no values",
                        "mean: predictions of shape (2, 0) hold no values; the first axis counts the samples, the "
                                + "others their values.",
                        () -> new RunningMetric(new Mean()).update(Tensor.zeros(2, 0), Tensor.zeros(2, 0))));
    }
}
