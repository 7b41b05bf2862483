package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongCompiling.twoHeads;
import static dev.cornet.samples.wrong.WrongTargets.X;
import static dev.cornet.samples.wrong.WrongTargets.Y;
import static dev.cornet.samples.wrong.WrongTargets.net;
import static dev.cornet.samples.wrong.WrongTargets.quiet;
import static dev.cornet.samples.wrong.WrongTargets.sigmoid;
import static dev.cornet.samples.wrong.WrongTargets.with;
import static dev.cornet.samples.wrong.WrongUse.data;
import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.other;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.layers.Embedding;
import dev.cornet.metrics.Precision;
import dev.cornet.models.Evaluate;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.BFGS;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Mistakes with targets, sample weights and batches that do not fit. */
final class WrongLabels {
    private static final String NO_SAMPLES =
            "evaluate: there are no samples. A source must give at least one batch, by a new iterator each time that"
                    + " epoch(…) is called.";

    private WrongLabels() {}

    /** A compiled model of two outputs. */
    static Model compiledHeads() {
        Model heads = twoHeads();
        heads.compile("sgd", "mse");
        return heads;
    }

    private static void validate(Tensor x, Tensor y) {
        net("mse").fit(X, Tensor.zeros(6, 3), quiet().validationData(x, y));
    }

    static Stream<WrongUse> uses() {
        return Stream.of(
                shape(
                        "a wrong y shape in trainOnBatch",
                        "output dense: mean_squared_error: targets of shape (6, 2) do not fit predictions of "
                                + "shape (6, 3); expected (6, 3). Give the last layer 2 units, as many as a sample has "
                                + "targets.",
                        () -> net("mse").trainOnBatch(X, Tensor.zeros(6, 2))),
                shape(
                        "a wrong y shape in testOnBatch",
                        "output dense: mean_squared_error: targets of shape (6, 2) do not fit predictions of "
                                + "shape (6, 3); expected (6, 3). Give the last layer 2 units, as many as a sample has "
                                + "targets.",
                        () -> net("mse").testOnBatch(X, Tensor.zeros(6, 2))),
                shape(
                        "a wrong y shape in evaluate",
                        "output dense: mean_squared_error: targets of shape (6, 2) do not fit predictions of "
                                + "shape (6, 3); expected (6, 3). Give the last layer 2 units, as many as a sample has "
                                + "targets.",
                        () -> net("mse").evaluate(X, Tensor.zeros(6, 2))),
                shape(
                        "a wrong y shape in validationData",
                        "output dense: mean_squared_error: targets of shape (6, 2) do not fit predictions of "
                                + "shape (6, 3); expected (6, 3). Give the last layer 2 units, as many as a sample has "
                                + "targets.",
                        () -> validate(X, Tensor.zeros(6, 2))),
                shape(
                        "a wrong y shape in a source",
                        "output dense: mean_squared_error: targets of shape (6, 2) do not fit predictions of "
                                + "shape (6, 3); expected (6, 3). Give the last layer 2 units, as many as a sample has "
                                + "targets.",
                        () -> net("mse").fit(Batches.of(1, i -> Batch.of(X, Tensor.zeros(6, 2))), quiet())),
                shape(
                        "a wrong x shape in a source",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of "
                                + "shape (None, 4), but got (6, 5). Change the data, or make the model for samples of "
                                + "shape (5).",
                        () -> net("mse")
                                .fit(Batches.of(1, i -> Batch.of(Tensor.zeros(6, 5), Tensor.zeros(6, 3))), quiet())),
                shape(
                        "a source without targets",
                        "the model has 1 output (dense), but the data has targets for 0. Give one tensor of "
                                + "targets for each output.",
                        () -> net("mse").fit(Batches.of(1, i -> Batch.of(X)), quiet())),
                shape(
                        "a source without targets in evaluate",
                        "the model has 1 output (dense), but the data has targets for 0. Give one tensor of "
                                + "targets for each output.",
                        () -> net("mse").evaluate(Batches.of(1, i -> Batch.of(X)))),
                data(
                        "NaN in a source",
                        "epoch 1, batch 1: the loss is NaN. The weights are those before this batch. Input 0 "
                                + "of this batch holds NaN or infinity: clean the data. (The callback TerminateOnNaN "
                                + "ends training without an exception instead.)",
                        () -> net("mse")
                                .fit(Batches.of(1, i -> Batch.of(with(X, 5, Float.NaN), Tensor.zeros(6, 3))), quiet())),
                data(
                        "NaN in a source's targets",
                        "output dense: mean_squared_error: the target of row 1, 1 is NaN; expected a finite "
                                + "number.",
                        () -> net("mse")
                                .fit(Batches.of(1, i -> Batch.of(X, with(Tensor.zeros(6, 3), 4, Float.NaN))), quiet())),
                data(
                        "NaN in trainOnBatch",
                        "epoch 1, batch 1: the loss is NaN. The weights are those before this batch. Input 0 "
                                + "of this batch holds NaN or infinity: clean the data. (The callback TerminateOnNaN "
                                + "ends training without an exception instead.)",
                        () -> net("mse").trainOnBatch(with(X, 5, Float.NaN), Tensor.zeros(6, 3))),
                data(
                        "NaN targets in trainOnBatch",
                        "output dense: mean_squared_error: the target of row 1, 1 is NaN; expected a finite "
                                + "number.",
                        () -> net("mse").trainOnBatch(X, with(Tensor.zeros(6, 3), 4, Float.NaN))),
                data(
                        "NaN targets in evaluate",
                        "output dense: mean_squared_error: the target of row 1, 1 is NaN; expected a finite "
                                + "number.",
                        () -> net("mse").evaluate(X, with(Tensor.zeros(6, 3), 4, Float.NaN))),
                data(
                        "NaN sample weights",
                        "fit: sampleWeight holds NaN or infinity, first in row 1. Clean the data before " + "training.",
                        () -> net("mse")
                                .fit(
                                        X,
                                        Tensor.zeros(6, 3),
                                        quiet().sampleWeight(Tensor.of(new float[] {1, Float.NaN, 1, 1, 1, 1}, 6)))),
                data(
                        "NaN sample weights in trainOnBatch",
                        "epoch 1, batch 1: the loss is NaN. The weights are those before this batch. Sample "
                                + "weight 0 of this batch holds NaN or infinity: clean the data. "
                                + "(The callback TerminateOnNaN ends training without an exception instead.)",
                        () -> net("mse")
                                .trainOnBatch(
                                        X, Tensor.zeros(6, 3), Tensor.of(new float[] {1, Float.NaN, 1, 1, 1, 1}, 6))),
                shape(
                        "sample weights of another shape",
                        "mean_squared_error: weights of shape (6, 3) do not fit; expected one for each of 6 "
                                + "samples, as a tensor of shape (6).",
                        () -> net("mse").fit(X, Tensor.zeros(6, 3), quiet().sampleWeight(Tensor.zeros(6, 3)))),
                shape(
                        "sample weights of another number",
                        "fit: x has 6 samples, but sampleWeight has shape (5); the first axis counts the "
                                + "samples and must agree.",
                        () -> net("mse").fit(X, Tensor.zeros(6, 3), quiet().sampleWeight(Tensor.zeros(5)))),
                shape(
                        "sample weights for two outputs of one",
                        "fit: sampleWeight has 2 tensors, but the model has 1 output (dense). Give one "
                                + "tensor for all outputs, or one for each.",
                        () -> net("mse")
                                .fit(
                                        X,
                                        Tensor.zeros(6, 3),
                                        quiet().sampleWeight(List.of(Tensor.zeros(6), Tensor.zeros(6))))),
                shape(
                        "sample weights in evaluate of another number",
                        "the first axis counts the samples and must agree: input 0 has 6, but sample weight "
                                + "0 has shape (5).",
                        () -> net("mse").evaluate(X, Tensor.zeros(6, 3), new Evaluate().sampleWeight(Tensor.zeros(5)))),
                option(
                        "a class weight for a class that is not there",
                        "fit: classWeight names class 7, but the model has 3, counted from 0.",
                        () -> net("sparse_categorical_crossentropy").fit(X, Y, quiet().classWeight(Map.of(7, 2.0)))),
                option(
                        "a negative class weight",
                        "fit: classWeight of class 1 must be a finite number, 0 or more, got -2.0",
                        () -> net("sparse_categorical_crossentropy").fit(X, Y, quiet().classWeight(Map.of(1, -2.0)))),
                option(
                        "a NaN class weight",
                        "fit: classWeight of class 1 must be a finite number, 0 or more, got NaN",
                        () -> net("sparse_categorical_crossentropy")
                                .fit(X, Y, quiet().classWeight(Map.of(1, Double.NaN)))),
                option(
                        "class weights for two outputs",
                        "fit: classWeight is for models of one output; weigh the samples of the others by "
                                + "sampleWeight.",
                        () -> compiledHeads()
                                .fit(
                                        List.of(X),
                                        List.of(Tensor.zeros(6, 3), Tensor.zeros(6, 1)),
                                        quiet().classWeight(Map.of(1, 2.0)))),
                shape(
                        "one target for two outputs",
                        "the model has 2 outputs (kind, size), but the data has targets for 1. Give one "
                                + "tensor of targets for each output.",
                        () -> compiledHeads().fit(X, Tensor.zeros(6, 3), quiet())),
                shape(
                        "swapped targets of two outputs",
                        "output kind: mean_squared_error: targets of shape (6, 1) do not fit predictions of "
                                + "shape (6, 3); expected (6, 3). If these are class numbers, make them one-hot by "
                                + "NumericUtils.toCategorical(y, 3) or take losses and metrics for class numbers, as "
                                + "sparse_categorical_crossentropy; if they are numbers to learn, give the last layer "
                                + "one unit.",
                        () -> compiledHeads()
                                .fit(List.of(X), List.of(Tensor.zeros(6, 1), Tensor.zeros(6, 3)), quiet())),
                other(
                        "one prediction of two outputs",
                        "Functional: the model has 2 outputs; ask for all of them by predict(List.of(x), …) "
                                + "or predictAll(batches, …).",
                        () -> twoHeads().predict(X)),
                data(
                        "targets of -1 and 1 for a sigmoid",
                        "output dense: binary_crossentropy: the target of row 0 is -1; expected a label or "
                                + "probability from 0 to 1. Labels of -1 and 1 are for hinge; images are scaled to 0 … "
                                + "1.",
                        () -> sigmoid("binary_crossentropy")
                                .fit(X, Tensor.of(new int[] {-1, 1, 1, -1, 1, 1}, 6, 1), quiet())),
                data(
                        "targets of 0 to 255 for a sigmoid",
                        "output dense: binary_crossentropy: the target of row 0 is 255; expected a label or "
                                + "probability from 0 to 1. Labels of -1 and 1 are for hinge; images are scaled to 0 … "
                                + "1.",
                        () -> sigmoid("binary_crossentropy")
                                .fit(X, Tensor.of(new int[] {255, 1, 1, 0, 1, 1}, 6, 1), quiet())),
                data(
                        "labels of 2 for hinge",
                        "output dense: hinge: the target of row 0 is 2; expected -1 or 1 (or 0 or 1).",
                        () -> sigmoid("hinge").fit(X, Tensor.of(new int[] {2, 1, 1, 0, 1, 1}, 6, 1), quiet())),
                data(
                        "negative one-hot targets",
                        "output dense: categorical_crossentropy: the target of row 1, 1 is -1; expected a "
                                + "probability, 0 or more.",
                        () -> net("categorical_crossentropy").fit(X, with(Tensor.zeros(6, 3), 4, -1), quiet())),
                option(
                        "a class id beyond the outputs",
                        "Precision: class_id 9 lies outside the 3 outputs, 0 to 2",
                        () -> net("mse", new Precision().classId(9)).fit(X, Tensor.zeros(6, 3), quiet())),
                option(
                        "full batch optimizers in batches",
                        "fit: BFGS needs all samples in one batch, but an epoch has 3 batches. Leave "
                                + "batchSize out, or give a source of one batch.",
                        () -> {
                            Sequential m = net("mse");
                            m.compile(new BFGS(), "mse");
                            m.fit(X, Tensor.zeros(6, 3), quiet().batchSize(2));
                        }),
                shape(
                        "x and y swapped",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of "
                                + "shape (None, 4), but got (6). A vector has one number for each sample, but 4 are "
                                + "expected. Check that x and y are not swapped.",
                        () -> net("sparse_categorical_crossentropy").fit(Y, X, quiet())),
                shape(
                        "no validation targets",
                        "the model has 1 output (dense), but the data has targets for 0. Give one tensor of "
                                + "targets for each output.",
                        () -> net("mse")
                                .fit(X, Tensor.zeros(6, 3), quiet().validationData(List.of(X), List.of(), List.of()))),
                shape(
                        "validation data of unequal rows",
                        "the first axis counts the samples and must agree: input 0 has 6, but target 0 has "
                                + "shape (5, 3).",
                        () -> validate(X, Tensor.zeros(5, 3))),
                shape(
                        "validation data of another width",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of "
                                + "shape (None, 4), but got (6, 5). Change the data, or make the model for samples of "
                                + "shape (5).",
                        () -> validate(Tensor.zeros(6, 5), Tensor.zeros(6, 3))),
                data("empty validation data", NO_SAMPLES, () -> validate(Tensor.zeros(0, 4), Tensor.zeros(0, 3))),
                data(
                        "evaluating nothing",
                        NO_SAMPLES,
                        () -> net("mse").evaluate(Tensor.zeros(0, 4), Tensor.zeros(0, 3))),
                data(
                        "evaluating an empty source",
                        NO_SAMPLES,
                        () -> net("mse").evaluate(Batches.of(0, i -> Batch.of(X, Y)))),
                data(
                        "predicting an empty source",
                        "predict: the source gave no batches.",
                        () -> net("mse").predict(Batches.of(0, i -> Batch.of(X)))),
                option(
                        "predicting steps of an endless source",
                        "predict: the source does not tell how many batches it has; give steps(…).",
                        () -> net("mse").predict((Batches)
                                epoch -> Stream.generate(() -> Batch.of(X)).iterator())),
                data(
                        "NaN predicted words",
                        "words (Embedding): expected numbers from 0 to 6, got NaN. Count from 0, and let "
                                + "input_dim be above the largest number of the data.",
                        () -> new Sequential(new Embedding(7, 2).named("words").inputShape(3))
                                .predict(Tensor.of(new float[] {0, Float.NaN, 1}, 1, 3))),
                option(
                        "a loss of another sign",
                        "CategoricalCrossentropy: label_smoothing must be between 0 and 1, got -0.1",
                        () -> net(new dev.cornet.losses.CategoricalCrossentropy().labelSmoothing(-0.1))),
                shape(
                        "a batch of another width in trainOnBatch",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of "
                                + "shape (None, 4), but got (6, 5). Change the data, or make the model for samples of "
                                + "shape (5).",
                        () -> net("mse").trainOnBatch(Tensor.zeros(6, 5), Tensor.zeros(6, 3))),
                data(
                        "an empty batch in trainOnBatch",
                        "the batch holds no samples: inputs of shape (0, 4). Give at least one, or leave the "
                                + "batch out.",
                        () -> net("mse").trainOnBatch(Tensor.zeros(0, 4), Tensor.zeros(0, 3))),
                shape(
                        "sparse targets (n, 1, 1)",
                        "output dense: sparse_categorical_crossentropy: targets of shape (6, 1, 1) do not "
                                + "fit predictions of shape (6, 3); expected (6).",
                        () -> net("sparse_categorical_crossentropy").fit(X, Tensor.zeros(6, 1, 1), quiet())),
                shape(
                        "targets of a scalar",
                        "fit: x has 6 samples, but y has shape (); the first axis counts the samples and "
                                + "must agree.",
                        () -> net("mse").fit(X, Tensor.zeros(), quiet())));
    }
}
