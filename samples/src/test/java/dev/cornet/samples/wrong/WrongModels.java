package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.other;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.applications.ClassActivationMap;
import dev.cornet.applications.GradCam;
import dev.cornet.applications.MobileNet;
import dev.cornet.applications.VGG16;
import dev.cornet.layers.Add;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.Reshape;
import dev.cornet.models.Ensemble;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.models.Summary;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Mistakes in building chains, graphs, ensembles and heat maps. */
final class WrongModels {
    private WrongModels() {}

    static Sequential dense(int out) {
        return new Sequential(new Dense(out).inputShape(4));
    }

    private static Sequential chain() {
        return new Sequential(
                new Conv2D(4, 3).inputShape(12, 12, 1),
                new MaxPooling2D(2),
                new Conv2D(4, 3),
                new Flatten(),
                new Conv2D(4, 3),
                new Dense(10));
    }

    private static GradCam gradCam() {
        return new GradCam(
                new Sequential(new Conv2D(2, 3).inputShape(8, 8, 1), new GlobalAveragePooling2D(), new Dense(3)));
    }

    static Stream<WrongUse> uses() {
        return Stream.of(
                shape(
                        "the fifth layer of six",
                        "Sequential, layer 4 (after flatten (Flatten)): Conv2D: wants images (height, width, "
                                + "channels), got samples of shape (36). Add a Reshape(height, width, channels) before "
                                + "it.",
                        () -> chain()),
                shape(
                        "the same layer kind twice, the second wrong",
                        "Sequential, layer 2 (after reshape (Reshape)): Conv2D: wants images (height, width, "
                                + "channels), got samples of shape (2, 2). Add a Reshape(2, 2, 1) before it, or the "
                                + "axis of channels to the data.",
                        () -> new Sequential(new Dense(4).inputShape(3), new Reshape(2, 2), new Conv2D(2, 3))),
                shape(
                        "a chain that is wrong only on its data",
                        "Sequential, layer 1 (after Dense): LSTM: wants sequences (steps, features), got "
                                + "samples of shape (4). Add an Embedding or a Reshape(steps, features) before it, or "
                                + "give the recurrent layer before it returnSequences(true).",
                        () -> new Sequential(new Dense(4), new LSTM(2)).predict(Tensor.zeros(2, 3))),
                option(
                        "adding to a model that stands in another",
                        "inner (Sequential): is part of another model already, which was created with its "
                                + "current layers; add layers before that, or create both models again",
                        () -> {
                            Sequential inner = dense(3);
                            inner.named("inner");
                            new Sequential(inner, new Dense(1));
                            inner.add(new Dense(2));
                        }),
                option(
                        "popping from a model that stands in another",
                        "inner (Sequential): is part of another model already, which was created with its "
                                + "current layers; pop layers before that, or create both models again",
                        () -> {
                            Sequential inner = dense(3);
                            inner.named("inner");
                            new Sequential(inner, new Dense(1));
                            inner.pop();
                        }),
                other(
                        "a symbol of another graph as input",
                        "the outputs of the model need the input input_layer (None, 4), which is not among "
                                + "the model's inputs. Add it to them.",
                        () -> {
                            Symbol a = Input.of(4);
                            Symbol hidden = a.then(new Dense(3));
                            new Model(hidden, Input.of(4).then(new Dense(2)));
                        }),
                other(
                        "an output twice among inputs",
                        "the input input_layer (None, 4) stands twice among the inputs of the model; name it " + "once",
                        () -> {
                            Symbol a = Input.of(4);
                            new Model(List.of(a, a), List.of(a.then(new Dense(2))));
                        }),
                option(
                        "two inputs of one name",
                        "two layers of the model are named \"x\" (InputLayer and InputLayer): names must be "
                                + "unique, give one another by named(…)",
                        () -> {
                            Symbol a = Input.named("x", 4);
                            Symbol b = Input.named("x", 4);
                            new Model(List.of(a, b), List.of(new Add().of(a, b)));
                        }),
                shape(
                        "an input of unknown length",
                        "Input: every size of a sample must be given, got (None, 3). Put the size of your "
                                + "data in, as Input.of(224, 224, 3).",
                        () -> Input.of(-1, 3).then(new LSTM(2))),
                shape("a batch shape of one size", "a scalar has no first axis", () -> Input.batchShape()),
                shape(
                        "the weights of an empty model",
                        "Sequential: expected 0 weight arrays, got 1. The weights are [].",
                        () -> new Sequential().setWeights(Tensor.zeros(3, 3))),
                option(
                        "a summary from a layer that is not there",
                        "summary: no layer's name begins as \"a\"; the layers are dense",
                        () -> dense(3).summaryText(new Summary().layerRange("a", "b"))),
                option(
                        "a summary of negative width",
                        "summary: lineLength must be positive, got -5",
                        () -> dense(3).summaryText(new Summary().lineLength(-5))),
                option(
                        "summary positions that fall",
                        "summary: the table has 3 columns, but there are 4 positions [0.5, 0.2, 0.9, 1.0].",
                        () -> dense(3).summaryText(new Summary().positions(0.5, 0.2, 0.9, 1))),
                other(
                        "the input of an unbuilt model",
                        "Sequential: the shape of its input is not known yet. Start with Input.of(…), give "
                                + "the first layer an inputShape(…), or fit it to data.",
                        () -> new Sequential(new Dense(3)).input()),
                other(
                        "the output of an unbuilt model",
                        "Sequential: the shape of its input is not known yet. Start with Input.of(…), give "
                                + "the first layer an inputShape(…), or fit it to data.",
                        () -> new Sequential(new Dense(3)).output()),
                other("the outputs of a shared layer", "Dense: stands in 2 places; use nodes().get(i).", () -> {
                    Dense shared = new Dense(3);
                    Input.of(4).then(shared);
                    Input.of(4).then(shared);
                    shared.output();
                }),
                other(
                        "an optimizer before compile",
                        "Sequential: call compile(optimizer, loss, metrics…) before training or evaluating.",
                        () -> dense(3).optimizer()),
                option(
                        "an ensemble of nothing",
                        "an ensemble needs at least one model, got none. Write new Ensemble(model, inner).",
                        () -> new Ensemble()),
                shape(
                        "an ensemble of different outputs",
                        "an ensemble's models must have outputs of one shape: Sequential has (3), Sequential " + "(2)",
                        () -> new Ensemble(dense(3), dense(2)).predict(Tensor.zeros(2, 4))),
                other(
                        "an ensemble of an unbuilt model",
                        "Sequential: the shape of its input is not known yet. Start with Input.of(…), give "
                                + "the first layer an inputShape(…), or fit it to data.",
                        () -> new Ensemble(new Sequential(new Dense(3))).predict(Tensor.zeros(2, 4))),
                shape(
                        "an ensemble asked for other data",
                        "Sequential: input 0 (input_layer) expects samples of shape (4), so data of shape "
                                + "(None, 4), but got (2, 5). Change the data, or make the model for samples of shape "
                                + "(5).",
                        () -> new Ensemble(dense(3), dense(3)).predict(Tensor.zeros(2, 5))),
                shape(
                        "an ensemble of two outputs",
                        "an ensemble's models must have one output, Functional has 2",
                        () -> new Ensemble(WrongCompiling.twoHeads()).predict(Tensor.zeros(2, 4))),
                option(
                        "a heatmap of a model without images",
                        "GradCam: no layer of Sequential puts out images (height, width, channels); it looks "
                                + "into networks of Conv2D and the like",
                        () -> new GradCam(dense(3)).heatmap(Tensor.zeros(1, 4))),
                shape(
                        "a heatmap of two images",
                        "GradCam: expected one image of shape (8, 8, 1), got (2, 8, 8, 1). Give images one "
                                + "by one: x.rows(i, i + 1).",
                        () -> gradCam().heatmap(Tensor.zeros(2, 8, 8, 1))),
                option(
                        "a heatmap of a class that is not there",
                        "GradCam: there is no class 7; the model has 3, counted from 0",
                        () -> gradCam().heatmap(Tensor.zeros(1, 8, 8, 1), 7)),
                option(
                        "a heatmap of a flat layer",
                        "GradCam: top (Dense) puts out no images; name a convolution or pooling layer by " + "layer(…)",
                        () -> new GradCam(new Sequential(
                                        new Conv2D(2, 3).inputShape(8, 8, 1), new Flatten(), new Dense(3).named("top")))
                                .layer("top")
                                .heatmap(Tensor.zeros(1, 8, 8, 1))),
                shape(
                        "a heatmap of another image size",
                        "GradCam: expected one image of shape (8, 8, 1), got (1, 9, 9, 1). Give images one "
                                + "by one: x.rows(i, i + 1).",
                        () -> gradCam().heatmap(Tensor.zeros(1, 9, 9, 1))),
                option(
                        "a class activation map without pooling",
                        "ClassActivationMap: Sequential must end by GlobalAveragePooling2D and Dense. Use "
                                + "GradCam for other networks.",
                        () -> new ClassActivationMap(
                                new Sequential(new Conv2D(2, 3).inputShape(8, 8, 1), new Flatten(), new Dense(3)))),
                option(
                        "a negative class of a heatmap",
                        "GradCam: there is no class -1; the model has 3, counted from 0",
                        () -> gradCam().heatmap(Tensor.zeros(1, 8, 8, 1), -1)),
                option(
                        "images of any size for a network with top",
                        "VGG16: the ImageNet weights take images of 3 channels, got an inputShape of [64, " + "64, 4]",
                        () -> new VGG16()
                                .weights(null)
                                .inputShape(64, 64, 4)
                                .includeTop(true)
                                .weights("imagenet")
                                .model()),
                option(
                        "other classes with ImageNet weights",
                        "MobileNet: the ImageNet weights with top have 1000 classes, got 10. Use "
                                + "includeTop(false) and a Dense of your own, or weights(null).",
                        () -> new MobileNet().classes(10).model()),
                shape(
                        "preprocessing a matrix",
                        "preprocessInput: expected images with 3 channels last, got (4, 4)",
                        () -> VGG16.preprocessInput(Tensor.zeros(4, 4))),
                option(
                        "the best 0 predictions",
                        "decodePredictions: top must lie in 1 … 1000, got 0",
                        () -> MobileNet.decodePredictions(Tensor.zeros(1, 1000), 0)));
    }
}
