package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongCompiling.compiled;
import static dev.cornet.samples.wrong.WrongCompiling.fresh;
import static dev.cornet.samples.wrong.WrongUse.data;
import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.other;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.callbacks.LearningRateScheduler;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.callbacks.ReduceLROnPlateau;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Mistakes with fit, evaluate, predict and callbacks. */
final class WrongTraining {
    private static final Tensor X = Tensor.zeros(6, 4);
    private static final Tensor Y = Tensor.of(new int[] {0, 1, 2, 0, 1, 2});
    private static final Tensor ONE_HOT = Tensor.zeros(6, 3);

    private WrongTraining() {}

    private static Sequential sparse() {
        return compiled("sparse_categorical_crossentropy", "accuracy");
    }

    private static Fit quiet() {
        return new Fit().verbose(0);
    }

    private static void fit(Fit options) {
        sparse().fit(X, Y, options.verbose(0));
    }

    private static Tensor with(Tensor like, int index, float value) {
        Tensor changed = like.copy();
        changed.data()[index] = value;
        return changed;
    }

    /** A source of batches of unknown number. */
    private static Batches endless() {
        return epoch -> Stream.generate(() -> Batch.of(X, Y)).iterator();
    }

    static Stream<WrongUse> uses() {
        return Stream.of(running(), batches(), calling()).flatMap(s -> s);
    }

    private static Stream<WrongUse> running() {
        return Stream.of(
                other(
                        "fit before compile",
                        "net (Sequential): call compile(optimizer, loss, metrics…) before training or evaluating.",
                        () -> fresh().fit(X, Y)),
                other(
                        "evaluate before compile",
                        "net (Sequential): call compile(optimizer, loss, metrics…) before training or evaluating.",
                        () -> fresh().evaluate(X, Y)),
                other(
                        "trainOnBatch before compile",
                        "net (Sequential): call compile(optimizer, loss, metrics…) before training or evaluating.",
                        () -> fresh().trainOnBatch(X, Y)),
                shape(
                        "fewer labels than samples",
                        "fit: x has 6 samples, but y has shape (5); the first axis counts the samples and must agree.",
                        () -> sparse().fit(X, Y.rows(0, 5), quiet())),
                shape(
                        "samples of another length",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of shape "
                                + "(None, 4), but got (6, 5). Change the data, or make the model for samples of shape (5).",
                        () -> sparse().fit(Tensor.zeros(6, 5), Y, quiet())),
                shape(
                        "images into a dense layer",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of "
                                + "shape (None, 4), but got (6, 2, 2). Reshape the data: x.reshape(6, 4) has as many "
                                + "values per sample.",
                        () -> sparse().fit(Tensor.zeros(6, 2, 2), Y, quiet())),
                shape(
                        "two inputs for one",
                        "net (Sequential): takes 1 input (input_layer), got 2. Give one tensor for each.",
                        () -> sparse().fit(List.of(X, X), List.of(Y), quiet())),
                data(
                        "a label beyond the classes in validation data",
                        "output dense: sparse_categorical_crossentropy: the target of row 5 is 7; expected a "
                                + "whole number from 0 to 2. Targets are class numbers, counted from 0.",
                        () -> fit(new Fit().validationData(X, with(Y, 5, 7)))),
                data(
                        "a label beyond the classes in evaluate",
                        "output dense: sparse_categorical_crossentropy: the target of row 5 is 7; expected a "
                                + "whole number from 0 to 2. Targets are class numbers, counted from 0.",
                        () -> sparse().evaluate(X, with(Y, 5, 7), 2)),
                shape(
                        "two targets for one",
                        "the model has 1 output (dense), but the data has targets for 2. Give one tensor of targets "
                                + "for each output.",
                        () -> sparse().fit(List.of(X), List.of(Y, Y), quiet())),
                shape(
                        "one-hot labels for the sparse loss",
                        "output dense: sparse_categorical_crossentropy: targets of shape (6, 3) do not fit "
                                + "predictions of shape (6, 3); expected (6). The targets look one-hot: use "
                                + "categorical_crossentropy, or give the class numbers themselves.",
                        () -> sparse().fit(X, ONE_HOT, quiet())),
                shape(
                        "class numbers for the one-hot loss",
                        "output dense: categorical_crossentropy: targets of shape (6) do not fit predictions "
                                + "of shape (6, 3); expected (6, 3). The targets look like class numbers: use "
                                + "sparse_categorical_crossentropy, or make them one-hot by toCategorical.",
                        () -> compiled("categorical_crossentropy").fit(X, Y, quiet())),
                shape(
                        "targets of another width",
                        "output dense: mean_squared_error: targets of shape (6, 2) do not fit predictions of "
                                + "shape (6, 3); expected (6, 3). Give the last layer 2 units, as many as a sample has "
                                + "targets.",
                        () -> compiled("mse").fit(X, Tensor.zeros(6, 2), quiet())),
                data(
                        "a label too large",
                        "output dense: sparse_categorical_crossentropy: the target of row 4 is 3; expected a "
                                + "whole number from 0 to 2. Count the classes from 0, or give the last layer one more "
                                + "unit.",
                        () -> sparse().fit(X, with(Y, 4, 3), quiet())),
                data(
                        "a negative label",
                        "output dense: sparse_categorical_crossentropy: the target of row 2 is -1; expected "
                                + "a whole number from 0 to 2. Targets are class numbers, counted from 0.",
                        () -> sparse().fit(X, with(Y, 2, -1), quiet())),
                data(
                        "a label between classes",
                        "output dense: sparse_categorical_crossentropy: the target of row 0 is 0.5; expected "
                                + "a whole number from 0 to 2. Targets are class numbers, counted from 0.",
                        () -> sparse().fit(X, with(Y, 0, 0.5f), quiet())),
                data(
                        "labels of 2 for a binary loss",
                        "output dense: binary_crossentropy: the target of row 2, 1 is 2; expected a label or "
                                + "probability from 0 to 1. Labels of -1 and 1 are for hinge; images are scaled to 0 … "
                                + "1.",
                        () -> compiled("binary_crossentropy").fit(X, with(ONE_HOT, 7, 2), quiet())),
                data(
                        "NaN in the inputs",
                        "fit: x holds NaN or infinity, first in row 2. Clean the data before training.",
                        () -> sparse().fit(with(X, 9, Float.NaN), Y, quiet())),
                data(
                        "infinity in the targets",
                        "fit: y holds NaN or infinity, first in row 5. Clean the data before training.",
                        () -> compiled("mse").fit(X, with(ONE_HOT, 17, Float.POSITIVE_INFINITY), quiet())),
                data(
                        "no samples",
                        "fit: x of shape (0, 4) holds no samples; at least one is needed.",
                        () -> sparse().fit(Tensor.zeros(0, 4), Tensor.zeros(0), quiet())),
                option("a batch of none", "fit: batchSize must be positive, got 0", () -> fit(new Fit().batchSize(0))),
                option(
                        "a negative number of epochs",
                        "fit: epochs must not be negative, got -1",
                        () -> fit(new Fit().epochs(-1))),
                option(
                        "verbose as in a log level",
                        "fit: verbose must be 0, 1 or 2, got 3",
                        () -> fit(new Fit().verbose(3))),
                option(
                        "everything for validation",
                        "fit: validationSplit must be at least 0 and below 1, got 1.0",
                        () -> fit(new Fit().validationSplit(1))),
                option(
                        "a validation split in percent",
                        "fit: validationSplit must be at least 0 and below 1, got 20.0",
                        () -> fit(new Fit().validationSplit(20))),
                option(
                        "a validation split of one sample",
                        "fit: a validationSplit of 0.5 of 1 samples leaves one part empty. Give more samples, or "
                                + "validationData.",
                        () -> sparse().fit(X.rows(0, 1), Y.rows(0, 1), quiet().validationSplit(0.5))),
                option(
                        "an epoch of no steps",
                        "fit: stepsPerEpoch must be positive, got 0",
                        () -> fit(new Fit().stepsPerEpoch(0))),
                option(
                        "a negative first epoch",
                        "fit: initialEpoch must not be negative, got -1",
                        () -> fit(new Fit().initialEpoch(-1))),
                option(
                        "validation every 0 epochs",
                        "fit: validationFreq must be positive, got 0",
                        () -> fit(new Fit().validationFreq(0))),
                option(
                        "a negative weight for the first class",
                        "fit: classWeight of class 0 must be a finite number, 0 or more, got -1.0",
                        () -> fit(new Fit().classWeight(Map.of(0, -1.0)))),
                option(
                        "a weight for a class that is not there",
                        "fit: classWeight names class 7, but the model has 3, counted from 0.",
                        () -> fit(new Fit().classWeight(Map.of(7, 2.0)))),
                option(
                        "class and sample weights",
                        "fit: give classWeight or sampleWeight, not both.",
                        () -> fit(new Fit().classWeight(Map.of(0, 2.0)).sampleWeight(Tensor.zeros(6)))),
                shape(
                        "a weight for other samples",
                        "fit: x has 6 samples, but sampleWeight has shape (5); the first axis counts the samples and "
                                + "must agree.",
                        () -> fit(new Fit().sampleWeight(Tensor.zeros(5)))),
                shape(
                        "validation data of other width and rows",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of shape "
                                + "(None, 4), but got (2, 9). Change the data, or make the model for samples of shape (9).",
                        () -> fit(new Fit().validationData(Tensor.zeros(2, 9), Tensor.zeros(2)))),
                option(
                        "class weights for two heads",
                        "fit: classWeight is for models of one output; weigh the samples of the others by "
                                + "sampleWeight.",
                        () -> WrongLabels.compiledHeads()
                                .fit(
                                        List.of(X),
                                        List.of(ONE_HOT, Tensor.zeros(6, 1)),
                                        quiet().classWeight(Map.of(0, 2.0)))));
    }

    private static Stream<WrongUse> batches() {
        return Stream.of(
                option(
                        "a batch size for a source",
                        "fit: batchSize, sampleWeight and validationSplit are for arrays; a source of batches "
                                + "decides them itself.",
                        () -> sparse().fit(
                                        Batches.of(List.of(X), List.of(Y), List.of(), 2, false, 0),
                                        quiet().batchSize(4))),
                option(
                        "an endless source without steps",
                        "fit: the source does not tell how many batches an epoch has; give stepsPerEpoch(…).",
                        () -> sparse().fit(endless(), quiet())),
                option(
                        "evaluating an endless source",
                        "evaluate: the source does not tell how many batches it has; give steps(…).",
                        () -> sparse().evaluate(endless())),
                shape(
                        "a batch of unequal rows",
                        "batch: the first axis counts the samples and must agree: input 0 has 6, target 0 has shape "
                                + "(2).",
                        () -> Batch.of(X, Y.rows(0, 2))),
                option(
                        "batches of none",
                        "batches: batchSize must be 1 or more, got 0",
                        () -> Batches.of(List.of(X), List.of(Y), List.of(), 0, false, 0)),
                option(
                        "patience for a wrong figure",
                        "EarlyStopping: there is no metric \"val_los\"; the model measures loss, accuracy, and with "
                                + "validation data val_loss, val_accuracy. For a value that a callback adds say which "
                                + "way is better: mode(\"min\") or mode(\"max\").",
                        () -> fit(new Fit().callbacks(new EarlyStopping().monitor("val_los")))),
                option(
                        "a mode that is none",
                        "EarlyStopping: mode must be \"min\", \"max\" or \"auto\", got \"maximum\"",
                        () -> new EarlyStopping().mode("maximum")),
                option(
                        "a factor that raises the rate",
                        "ReduceLROnPlateau: factor must be above 0 and below 1, got 1.5",
                        () -> new ReduceLROnPlateau().factor(1.5)),
                option(
                        "checkpoints every 0 batches",
                        "ModelCheckpoint: saveFreq must be positive, got 0",
                        () -> new ModelCheckpoint("best.cornet").saveFreq(0)),
                option(
                        "a file name of unknown figures",
                        "ModelCheckpoint: the file name {epoch}-{val_loss}.cornet has {val_loss}, but there "
                                + "are only [accuracy, epoch, loss]. Metrics of validation need validationData or "
                                + "validationSplit.",
                        () -> fit(new Fit().callbacks(new ModelCheckpoint("{epoch}-{val_loss}.cornet")))),
                option(
                        "a rate that is no number",
                        "LearningRateScheduler: the rate for epoch 0 must be a finite number, 0 or more, got NaN. "
                                + "Correct the schedule.",
                        () -> fit(new Fit().callbacks(new LearningRateScheduler((epoch, rate) -> Double.NaN)))));
    }

    private static Stream<WrongUse> calling() {
        return Stream.of(
                shape(
                        "one sample without the batch axis",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of "
                                + "shape (None, 4), but got (4). The first axis counts the samples: use x.reshape(1, "
                                + "4) for a single one. An inputShape is that of one sample, without the batch.",
                        () -> fresh().predict(Tensor.zeros(4))),
                shape(
                        "transposed data",
                        "net (Sequential): input 0 (input_layer) expects samples of shape (4), so data of shape "
                                + "(None, 4), but got (4, 6). Change the data, or make the model for samples of shape (6).",
                        () -> fresh().predict(Tensor.zeros(4, 6))),
                option(
                        "predicting in batches of none",
                        "predict: batchSize must be positive, got 0",
                        () -> fresh().predict(X, 0)),
                other(
                        "predicting with an empty model",
                        "Sequential: the model has no layers yet; add some, as by model.add(new Dense(10)).",
                        () -> new Sequential().predict(X)),
                shape(
                        "predicting from nothing",
                        "net (Sequential): takes 1 input (input_layer), got 0. Give one tensor for each.",
                        () -> fresh().predict(List.of(), 32)),
                option(
                        "a figure that was not measured",
                        "no metric is named \"acc\"; there are accuracy, loss",
                        () -> sparse().evaluate(X, Y).get("acc")),
                option(
                        "a history without validation",
                        "no metric is named \"val_loss\"; there are accuracy, loss. Validation metrics need "
                                + "validationData or validationSplit.",
                        () -> sparse().fit(X, Y, quiet()).get("val_loss")));
    }
}
