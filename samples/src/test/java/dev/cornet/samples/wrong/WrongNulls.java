package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.option;

import dev.cornet.callbacks.CSVLogger;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.initializers.Initializer;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.models.Callback;
import dev.cornet.models.Compile;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** Null in place of a required argument. */
@SuppressWarnings("NullAway") // users pass null
final class WrongNulls {
    private static final Tensor X = Tensor.zeros(6, 4);
    private static final Tensor Y = Tensor.zeros(6, 3);
    private static final Tensor NONE = null;

    private WrongNulls() {}

    private static Sequential net() {
        return WrongCompiling.compiled("mse");
    }

    static Stream<WrongUse> uses() {
        return Stream.of(training(), making()).flatMap(uses -> uses);
    }

    private static Stream<WrongUse> training() {
        return Stream.of(
                option("fit without x", "Model.fit: the argument x must not be null", () -> net().fit(NONE, Y)),
                option("fit without y", "Model.fit: the argument y must not be null", () -> net().fit(X, NONE)),
                option(
                        "fit without options",
                        "Model.fit: the argument options must not be null",
                        () -> net().fit(X, Y, (Fit) null)),
                option(
                        "fit without a source",
                        "Model.fit: the argument batches must not be null",
                        () -> net().fit((Batches) null, new Fit())),
                option(
                        "evaluate without y",
                        "Model.evaluate: the argument y must not be null",
                        () -> net().evaluate(X, NONE)),
                option(
                        "predict without x",
                        "Model.predict: the argument x must not be null",
                        () -> net().predict(NONE)),
                option(
                        "a null among several inputs",
                        "net (Sequential): the list of inputs[0] must not be null",
                        () -> net().fit(Arrays.asList(NONE), Arrays.asList(Y), new Fit())),
                option(
                        "trainOnBatch without y",
                        "Batch.of: the argument y must not be null",
                        () -> net().trainOnBatch(X, NONE)),
                option(
                        "trainOnBatch without a batch",
                        "Model.trainOnBatch: the argument batch must not be null",
                        () -> net().trainOnBatch((Batch) null)),
                option(
                        "validation without x",
                        "Fit.validationData: the argument x must not be null",
                        () -> new Fit().validationData(NONE, Y)),
                option(
                        "sample weights of null",
                        "Fit.sampleWeight: the argument weights must not be null",
                        () -> new Fit().sampleWeight(NONE)),
                option(
                        "class weights of null",
                        "Fit.classWeight: the argument weights must not be null",
                        () -> new Fit().classWeight((Map<Integer, Double>) null)),
                option(
                        "a callback of null",
                        "fit: callbacks[0] must not be null",
                        () -> new Fit().callbacks((Callback) null)),
                option(
                        "compile without options",
                        "Model.compile: the argument options must not be null",
                        () -> net().compile((Compile) null)),
                option(
                        "an optimizer of null",
                        "compile: expected an optimizer, as an object or by its name in quotes, got null. Write "
                                + "compile(optimizer, loss, metrics…), as in compile(\"adam\", \"mse\", \"mae\").",
                        () -> net().compile(null, "mse")),
                option(
                        "a log of null",
                        "CSVLogger: the file is null; give the name of one, as \"runs/best\"",
                        () -> new CSVLogger((String) null)));
    }

    private static Stream<WrongUse> making() {
        return Stream.of(
                option(
                        "adding null",
                        "Sequential.add: the argument layer must not be null",
                        () -> new Sequential().add((Layer) null)),
                option(
                        "a null among layers",
                        "Sequential.add: the argument layer must not be null",
                        () -> new Sequential(new Dense(3), null)),
                option(
                        "a model of null",
                        "Model: the argument output must not be null",
                        () -> new Model(Input.of(3), (Symbol) null)),
                option(
                        "then null",
                        "then: the layer must not be null",
                        () -> Input.of(3).then(null)),
                option("a name of null", "Dense: the name must not be null", () -> new Dense(3).named(null)),
                option(
                        "an activation of null",
                        "Activation: activation: the name of the activation function is null; give a name in quotes or "
                                + "an object, or leave the option out for its default",
                        () -> new Activation((String) null)),
                option(
                        "an initializer of null",
                        "Sequential, layer 0: Dense: kernel_initializer is null; give a value, or leave the option out "
                                + "for its default",
                        () -> new Sequential(new Dense(3)
                                .kernelInitializer((Initializer) null)
                                .inputShape(4))),
                option("weights of null", "setWeights: values[0] must not be null", () -> net().setWeights(NONE)),
                option("loading null", "load: the file must not be null", () -> Model.load(null)),
                option("JSON of null", "fromJson: the JSON text must not be null", () -> Model.fromJson(null)),
                option("an array of null", "Tensor.of: values must not be null", () -> Tensor.of((float[]) null, 2, 2)),
                option(
                        "a shape of null",
                        "Tensor.zeros: the argument shape must not be null",
                        () -> Tensor.zeros((Shape) null)),
                option(
                        "a rate of null",
                        "Adam: the argument learningRate must not be null",
                        () -> net().compile(new Adam((dev.cornet.optimizers.schedules.LearningRate) null), "mse")));
    }
}
