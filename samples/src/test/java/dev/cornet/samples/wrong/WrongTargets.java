package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.data;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.metrics.AUC;
import dev.cornet.metrics.F1Score;
import dev.cornet.metrics.Precision;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.tensor.Tensor;
import java.util.stream.Stream;

/** Mistakes with data that does not fit the model, and targets that do not fit the loss or a metric. */
final class WrongTargets {
    private WrongTargets() {}

    static final Tensor X = Tensor.zeros(6, 4);
    static final Tensor Y = Tensor.of(new int[] {0, 1, 2, 0, 1, 2});

    /** The model, named "net" and compiled. */
    private static Sequential compiled(Sequential net, Object loss, Object... metrics) {
        net.named("net");
        net.compile("sgd", loss, metrics);
        return net;
    }

    static Sequential net(Object loss, Object... metrics) {
        return compiled(new Sequential(new Dense(3).activation("softmax").inputShape(4)), loss, metrics);
    }

    static Sequential sigmoid(Object loss, Object... metrics) {
        return compiled(new Sequential(new Dense(1).activation("sigmoid").inputShape(4)), loss, metrics);
    }

    static Sequential images() {
        return compiled(new Sequential(new Conv2D(2, 3).inputShape(8, 8, 3), new GlobalAveragePooling2D()), "mse");
    }

    /** A model for images that forgets to flatten them. */
    private static Sequential unflattened(int outputs, String loss) {
        return compiled(new Sequential(new Conv2D(2, 3).inputShape(8, 8, 3), new Dense(outputs)), loss);
    }

    static Sequential open() {
        return compiled(new Sequential(new Dense(3)), "mse");
    }

    static Fit quiet() {
        return new Fit().verbose(0);
    }

    static Tensor with(Tensor like, int index, float value) {
        Tensor changed = like.copy();
        changed.data()[index] = value;
        return changed;
    }

    /** The message of a loss or metric that gets class numbers where it compares rows. */
    private static String classNumbers(String name) {
        return "output dense: " + name
                + ": targets of shape (6) do not fit predictions of shape (6, 3); expected (6, 3)."
                + " If these are class numbers, make them one-hot by NumericUtils.toCategorical(y, 3) or take losses and metrics"
                + " for class numbers, as sparse_categorical_crossentropy; if they are numbers to learn, give the last layer one"
                + " unit.";
    }

    static Stream<WrongUse> uses() {
        return Stream.of(
                shape(
                        "x of rank 1",
                        "net (Sequential), layer 0: Dense: wants samples of at least one axis, got a single "
                                + "number per sample, data of shape (n). Give each number a row of its own: "
                                + "x.reshape(n, 1), or Input.of(1).",
                        () -> open().fit(Tensor.zeros(6), Tensor.zeros(6), quiet())),
                shape(
                        "x of rank 1 into a known model",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of "
                                + "shape (None, 4), but got (6). A vector has one number for each sample, but 4 are "
                                + "expected. Check that x and y are not swapped.",
                        () -> net("mse").fit(Tensor.zeros(6), Tensor.zeros(6, 3), quiet())),
                shape(
                        "x of rank 0",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of "
                                + "shape (None, 4), but got (). A single number is no data: the first axis counts the "
                                + "samples.",
                        () -> net("mse").fit(Tensor.zeros(), Tensor.zeros(), quiet())),
                shape(
                        "predict of rank 0",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of "
                                + "shape (None, 4), but got (). A single number is no data: the first axis counts the "
                                + "samples.",
                        () -> net("mse").predict(Tensor.zeros())),
                shape(
                        "predict of rank 1 in an open model",
                        "net (Sequential), layer 0: Dense: wants samples of at least one axis, got a single "
                                + "number per sample, data of shape (n). Give each number a row of its own: "
                                + "x.reshape(n, 1), or Input.of(1).",
                        () -> open().predict(Tensor.zeros(6))),
                shape(
                        "a forgotten Flatten",
                        "output dense: sparse_categorical_crossentropy: targets of shape (6) do not fit "
                                + "predictions of shape (6, 6, 6, 10); expected (6, 6, 6). The predictions still have "
                                + "the axes of images: put a Flatten or a GlobalAveragePooling2D before the dense "
                                + "layers.",
                        () -> unflattened(10, "sparse_categorical_crossentropy")
                                .fit(Tensor.zeros(6, 8, 8, 3), Tensor.zeros(6), quiet())),
                shape(
                        "a forgotten Flatten with one-hot targets",
                        "output dense: categorical_crossentropy: targets of shape (6, 10) do not fit "
                                + "predictions of shape (6, 6, 6, 10); expected (6, 6, 6, 10). The predictions still "
                                + "have the axes of images: put a Flatten or a GlobalAveragePooling2D before the dense "
                                + "layers.",
                        () -> unflattened(10, "categorical_crossentropy")
                                .fit(Tensor.zeros(6, 8, 8, 3), Tensor.zeros(6, 10), quiet())),
                shape(
                        "a forgotten Flatten in a regression",
                        "output dense: mean_squared_error: targets of shape (6, 1) do not fit predictions of "
                                + "shape (6, 6, 6, 1); expected (6, 6, 6, 1). The predictions still have the axes of "
                                + "images: put a Flatten or a GlobalAveragePooling2D before the dense layers.",
                        () -> unflattened(1, "mse").fit(Tensor.zeros(6, 8, 8, 3), Tensor.zeros(6, 1), quiet())),
                shape(
                        "a forgotten returnSequences(false)",
                        "output dense: mean_squared_error: targets of shape (6, 1) do not fit predictions of "
                                + "shape (6, 5, 1); expected (6, 5, 1). The model answers for each step of a sample: "
                                + "for one answer per sample put a Flatten or a global pooling before the last layer, "
                                + "or leave out returnSequences of the last recurrent one.",
                        () -> compiled(
                                        new Sequential(
                                                new LSTM(2)
                                                        .returnSequences(true)
                                                        .inputShape(5, 3),
                                                new Dense(1)),
                                        "mse")
                                .fit(Tensor.zeros(6, 5, 3), Tensor.zeros(6, 1), quiet())),
                shape(
                        "AUC on class numbers",
                        classNumbers("auc"),
                        () -> net("sparse_categorical_crossentropy", new AUC()).fit(X, Y, quiet())),
                shape(
                        "precision on class numbers",
                        classNumbers("precision"),
                        () -> net("sparse_categorical_crossentropy", new Precision())
                                .fit(X, Y, quiet())),
                shape(
                        "recall on class numbers in evaluate",
                        classNumbers("recall"),
                        () -> net("sparse_categorical_crossentropy", "recall").evaluate(X, Y)),
                shape(
                        "F1 on class numbers",
                        classNumbers("f1_score"),
                        () -> net("sparse_categorical_crossentropy", new F1Score())
                                .fit(X, Y, quiet())),
                shape(
                        "categorical accuracy on class numbers",
                        "output dense: categorical_accuracy: targets of shape (6) do not fit predictions of "
                                + "shape (6, 3); expected (6, 3). The targets look like class numbers: use "
                                + "sparse_categorical_accuracy.",
                        () -> net("sparse_categorical_crossentropy", "categorical_accuracy")
                                .fit(X, Y, quiet())),
                shape(
                        "sparse accuracy on one-hot targets",
                        "output dense: sparse_categorical_accuracy: targets of shape (6, 3) do not fit "
                                + "predictions of shape (6, 3); expected (6). The targets look one-hot: use "
                                + "categorical_accuracy.",
                        () -> net("categorical_crossentropy", "sparse_categorical_accuracy")
                                .fit(X, Tensor.zeros(6, 3), quiet())),
                shape(
                        "a mean error as metric on class numbers",
                        classNumbers("mse"),
                        () -> net("sparse_categorical_crossentropy", "mse").fit(X, Y, quiet())),
                shape(
                        "one-hot targets for one sigmoid",
                        "output dense: binary_crossentropy: targets of shape (6, 2) do not fit predictions "
                                + "of shape (6, 1); expected (6, 1). The targets have 2 columns, but the last layer "
                                + "has one unit. For classes give it 2 units, softmax and categorical_crossentropy; "
                                + "for yes or no give one target of 0 or 1 for each sample (flows of images: "
                                + "classMode(\"binary\")).",
                        () -> sigmoid("binary_crossentropy").fit(X, Tensor.zeros(6, 2), quiet())),
                data(
                        "sparse loss with one sigmoid",
                        "output dense: sparse_categorical_crossentropy: the target of row 1 is 1; expected a "
                                + "whole number from 0 to 0. The last layer has one unit: for yes or no use "
                                + "binary_crossentropy and a sigmoid.",
                        () -> sigmoid("sparse_categorical_crossentropy")
                                .fit(X, Tensor.of(new int[] {0, 1, 1, 0, 1, 0}), quiet())),
                shape(
                        "categorical loss with one sigmoid",
                        "output dense: categorical_crossentropy: predictions of shape (6, 1) have one class "
                                + "only, which is always right. For yes or no use binary_crossentropy and a sigmoid, "
                                + "or give the last layer a unit per class.",
                        () -> sigmoid("categorical_crossentropy")
                                .fit(X, Tensor.of(new int[] {0, 1, 1, 0, 1, 0}), quiet())),
                shape(
                        "binary loss with class numbers for three",
                        "output dense: binary_crossentropy: targets of shape (6) do not fit predictions of "
                                + "shape (6, 3); expected (6, 3). The targets look like class numbers: use "
                                + "sparse_categorical_crossentropy, or give the last layer one unit.",
                        () -> net("binary_crossentropy").fit(X, Y, quiet())),
                shape(
                        "a flow of class rows into one sigmoid",
                        "output dense: binary_crossentropy: targets of shape (6, 2) do not fit predictions "
                                + "of shape (6, 1); expected (6, 1). The targets have 2 columns, but the last layer "
                                + "has one unit. For classes give it 2 units, softmax and categorical_crossentropy; "
                                + "for yes or no give one target of 0 or 1 for each sample (flows of images: "
                                + "classMode(\"binary\")).",
                        () -> compiled(
                                        new Sequential(
                                                new Flatten().inputShape(4, 4, 1), new Dense(1).activation("sigmoid")),
                                        "binary_crossentropy")
                                .fit(
                                        new ImageDataGenerator().flow(Tensor.zeros(6, 4, 4, 1), Tensor.zeros(6, 2)),
                                        quiet())),
                shape(
                        "the batch axis in inputShape",
                        "Sequential, layer 0: Conv2D: wants images (height, width, channels), got samples of "
                                + "shape (32, 28, 28, 1). A shape is that of one sample: if 32 is the batch size, "
                                + "leave it out, as in inputShape(28, 28, 1) or Input.of(28, 28, 1).",
                        () -> {
                            Sequential m = new Sequential(new Conv2D(8, 3).inputShape(32, 28, 28, 1));
                        }),
                shape(
                        "the batch axis in Input.of",
                        "Conv2D: wants images (height, width, channels), got samples of shape (32, 28, 28, "
                                + "1). A shape is that of one sample: if 32 is the batch size, leave it out, as in "
                                + "inputShape(28, 28, 1) or Input.of(28, 28, 1).",
                        () -> Input.of(32, 28, 28, 1).then(new Conv2D(8, 3))),
                shape(
                        "the batch axis in an LSTM's input",
                        "Sequential, layer 0: LSTM: wants sequences (steps, features), got samples of shape "
                                + "(32, 10, 3). A shape is that of one sample: if 32 is the batch size, leave it out, "
                                + "as in inputShape(10, 3) or Input.of(10, 3).",
                        () -> new Sequential(new LSTM(4).inputShape(32, 10, 3))),
                shape(
                        "channels first",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (8, 8, 3), so data "
                                + "of shape (None, 8, 8, 3), but got (6, 3, 8, 8). The channels seem to come first: "
                                + "move them with x.permute(0, 2, 3, 1), not reshape, which would mix the values up.",
                        () -> images().fit(Tensor.zeros(6, 3, 8, 8), Tensor.zeros(6, 2), quiet())),
                shape(
                        "channels first in predict",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (8, 8, 3), so data "
                                + "of shape (None, 8, 8, 3), but got (6, 3, 8, 8). The channels seem to come first: "
                                + "move them with x.permute(0, 2, 3, 1), not reshape, which would mix the values up.",
                        () -> images().predict(Tensor.zeros(6, 3, 8, 8))),
                shape(
                        "one image without batch axis",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (8, 8, 3), so data "
                                + "of shape (None, 8, 8, 3), but got (8, 8, 3). The first axis counts the samples: use "
                                + "x.reshape(1, 8, 8, 3) for a single one. An inputShape is that of one sample, "
                                + "without the batch.",
                        () -> images().predict(Tensor.zeros(8, 8, 3))),
                shape(
                        "images of another size",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (8, 8, 3), so data "
                                + "of shape (None, 8, 8, 3), but got (2, 16, 16, 3). Change the data, or make the "
                                + "model for samples of shape (16, 16, 3).",
                        () -> images().predict(Tensor.zeros(2, 16, 16, 3))),
                shape(
                        "gray images without channels",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (8, 8, 1), so data "
                                + "of shape (None, 8, 8, 1), but got (2, 8, 8). Reshape the data: x.reshape(2, 8, 8, "
                                + "1) has as many values per sample.",
                        () -> {
                            Sequential m =
                                    new Sequential(new Conv2D(2, 3).inputShape(8, 8, 1), new GlobalAveragePooling2D());
                            m.named("net");
                            m.predict(Tensor.zeros(2, 8, 8));
                        }),
                shape(
                        "gray images for colour",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (8, 8, 3), so data "
                                + "of shape (None, 8, 8, 3), but got (2, 8, 8, 1). Change the data, or make the model "
                                + "for samples of shape (8, 8, 1).",
                        () -> images().predict(Tensor.zeros(2, 8, 8, 1))),
                shape(
                        "flat images",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (8, 8, 3), so data "
                                + "of shape (None, 8, 8, 3), but got (2, 192). Reshape the data: x.reshape(2, 8, 8, 3) "
                                + "has as many values per sample.",
                        () -> images().predict(Tensor.zeros(2, 192))),
                shape(
                        "steps and features swapped",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (5, 3), so data of "
                                + "shape (None, 5, 3), but got (2, 3, 5). The axes seem to stand in another order: use "
                                + "x.permute(0, 2, 1), not reshape, which would mix the values up.",
                        () -> {
                            Sequential m = new Sequential(new LSTM(2).inputShape(5, 3));
                            m.named("net");
                            m.predict(Tensor.zeros(2, 3, 5));
                        }),
                shape(
                        "an unbuilt model fed images of rank 2",
                        "net (Sequential), layer 0: Conv2D: wants images (height, width, channels), got "
                                + "samples of shape (64). Add a Reshape(height, width, channels) before it.",
                        () -> {
                            Sequential m = new Sequential(new Conv2D(2, 3), new Flatten());
                            m.named("net");
                            m.predict(Tensor.zeros(2, 64));
                        }));
    }
}
