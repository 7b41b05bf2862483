package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.other;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.layers.Add;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.Reshape;
import dev.cornet.layers.Softmax;
import dev.cornet.layers.Subtract;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Mistakes with layers that do not fit together and with incomplete models. */
final class WrongGraphs {
    private WrongGraphs() {}

    private static Sequential small() {
        return new Sequential(new Dense(4).named("first").inputShape(3), new Dense(2).named("second"));
    }

    static Stream<WrongUse> uses() {
        return Stream.of(
                shape(
                        "a convolution over rows",
                        "Sequential, layer 0: Conv2D: wants images (height, width, channels), got samples of "
                                + "shape (784). Add a Reshape(height, width, channels) before it.",
                        () -> new Sequential(new Conv2D(8, 3).inputShape(784))),
                shape(
                        "images without channels",
                        "Sequential, layer 0: Conv2D: wants images (height, width, channels), got samples of "
                                + "shape (28, 28). Add a Reshape(28, 28, 1) before it, or the axis of channels to the "
                                + "data.",
                        () -> new Sequential(new Conv2D(8, 3).inputShape(28, 28))),
                shape(
                        "a window larger than the image",
                        "Sequential, layer 0: Conv2D: a window of 5x5 (dilation 1x1) does not fit into an "
                                + "image of 4x4. Use padding \"same\", a smaller window, or fewer poolings before it.",
                        () -> new Sequential(new Conv2D(8, 5).inputShape(4, 4, 1))),
                shape(
                        "one pooling too many",
                        "Sequential, layer 1 (after max_pooling2d (MaxPooling2D)): MaxPooling2D: a window of "
                                + "2x2 (dilation 1x1) does not fit into an image of 1x1. Use padding \"same\", a "
                                + "smaller window, or fewer poolings before it.",
                        () -> new Sequential(new MaxPooling2D(2).inputShape(3, 3, 1), new MaxPooling2D(2))),
                shape(
                        "channels that groups do not divide",
                        "Sequential, layer 0: Conv2D: 3 channels cannot be cut into 2 groups; their number "
                                + "must be divisible by groups",
                        () -> new Sequential(new Conv2D(8, 3).groups(2).inputShape(9, 9, 3))),
                shape(
                        "pooling after Flatten",
                        "Sequential, layer 1 (after flatten (Flatten)): GlobalAveragePooling2D: wants images "
                                + "(height, width, channels), got samples of shape (64). Add a Reshape(height, width, "
                                + "channels) before it.",
                        () -> new Sequential(new Flatten().inputShape(8, 8, 1), new GlobalAveragePooling2D())),
                shape(
                        "another number of values",
                        "Sequential, layer 0: Reshape: cannot see samples of shape (783) (783 values) as "
                                + "[28, 28]: the numbers of values must be equal",
                        () -> new Sequential(new Reshape(28, 28).inputShape(783))),
                shape(
                        "an axis that samples lack",
                        "Sequential, layer 0: Softmax: axis 2 does not exist in samples of shape (10): "
                                + "choose from 1 to 1, or -1 for the last",
                        () -> new Sequential(new Softmax(2).inputShape(10))),
                shape(
                        "a noise shape without the batch",
                        "Sequential, layer 0: Dropout: noise_shape must have 3 axes, the first -1 (each "
                                + "sample) or 1 (all alike), got (4, 1)",
                        () -> new Sequential(new Dropout(0.5).noiseShape(4, 1).inputShape(4, 4))),
                shape(
                        "weights that no array holds",
                        "Sequential, layer 0: Dense: weight \"kernel\" is too large: the shape (100000, "
                                + "100000) has more than 2147483639 values, the most one array can hold",
                        () -> new Sequential(new Dense(100_000).inputShape(100_000))),
                shape(
                        "a sum of two lengths",
                        "Add: takes inputs of one shape, or with axes of size 1 to repeat, got [(3), (4)]. Bring "
                                + "them to one shape first, as by Dense or a 1x1 Conv2D.",
                        () -> new Add().of(Input.of(3), Input.of(4))),
                shape(
                        "a sum of one",
                        "Add: takes at least two inputs, got 1. Write new Add().of(a, b).",
                        () -> new Add().of(Input.of(3))),
                shape(
                        "a difference of three",
                        "Subtract: takes two inputs, got 3. Write new Subtract().of(a, b).",
                        () -> new Subtract().of(Input.of(3), Input.of(3), Input.of(3))),
                shape(
                        "images of two sizes side by side",
                        "Concatenate: the inputs must agree in all axes but -1, got [(8, 8, 3), (4, 4, 3)]. Reshape "
                                + "or crop them first.",
                        () -> new Concatenate().of(Input.of(8, 8, 3), Input.of(4, 4, 3))),
                shape(
                        "a layer of one input after two",
                        "Dense: takes one input, got 2. Merge them first, by Add or Concatenate.",
                        () -> new Dense(4).of(Input.of(3), Input.of(3))),
                shape(
                        "a merge in a chain",
                        "Sequential, layer 0: Add: takes at least two inputs, got 1. Write new Add().of(a, " + "b).",
                        () -> new Sequential(new Add().inputShape(3))),
                shape(
                        "a shared layer on two lengths",
                        "shared (Dense): expected the last axis to be 3, as when it was built, but got (5).",
                        () -> {
                            Dense shared = new Dense(4).named("shared");
                            Input.of(3).then(shared);
                            Input.of(5).then(shared);
                        }),
                shape(
                        "a model on other inputs than its own",
                        "inner (Sequential): expected inputs of shapes [(3)], got [(5)]. Bring them to these "
                                + "shapes first, or create the inner model again.",
                        () -> Input.of(5).then(small().named("inner"))),
                option(
                        "the same layer twice in a chain",
                        "Sequential: fc (Dense) is in the model already; to use a layer twice make a graph",
                        () -> {
                            Dense dense = new Dense(3).named("fc");
                            new Sequential(dense, dense);
                        }),
                option(
                        "a model in itself",
                        "Sequential: a model cannot be a layer of itself; add another model or layer",
                        () -> {
                            Sequential model = small();
                            model.add((Layer) model);
                        }),
                option(
                        "an input behind layers",
                        "Sequential: an input must come before all layers; add it first",
                        () -> small().add(Input.of(3))),
                option(
                        "the output of a layer as input",
                        "Sequential: only an input can be added as a symbol; add the layer itself",
                        () -> new Sequential().add(Input.of(3).then(new Dense(2)))),
                option(
                        "two layers of one name",
                        "two layers of the model are named \"fc\" (Dense and Dense): names must be unique, give one "
                                + "another by named(…)",
                        () -> new Sequential(new Dense(4).named("fc").inputShape(3), new Dense(2).named("fc"))),
                option(
                        "another name while in use",
                        "first (Dense): the name is in use by a model and cannot change any more. Name layers before "
                                + "adding them.",
                        () -> small().getLayer("first").named("other")),
                option(
                        "a layer that is not there",
                        "Sequential: no layer is named \"third\"; there are first, second",
                        () -> small().getLayer("third")),
                option(
                        "a layer behind the last",
                        "Sequential: there is no layer 2; the model has 2 layers, counted from 0, or from -1 "
                                + "backwards",
                        () -> small().getLayer(2)),
                other(
                        "popping from nothing",
                        "Sequential: there is no layer to pop; the model is empty",
                        () -> new Sequential().pop()),
                other(
                        "the output of a layer that stands nowhere",
                        "Dense: stands in no graph yet. Give the Sequential model an input shape, or use the layer "
                                + "in a graph.",
                        () -> new Dense(3).output()),
                other(
                        "the input shape of a layer that is not built",
                        "Dense: not built yet, its input shape is unknown. Give the model an input shape or data.",
                        () -> LayerAccess.inputShapes(new Dense(3))),
                other(
                        "an input that leads nowhere",
                        "the input b (None, 3) leads to no output of the model; use it, or leave it out",
                        () -> {
                            Symbol a = Input.named("a", 3);
                            Symbol b = Input.named("b", 3);
                            new Model(List.of(a, b), List.of(a.then(new Dense(2))));
                        }),
                other(
                        "an output from elsewhere",
                        "the outputs of the model need the input b (None, 3), which is not among the model's inputs. "
                                + "Add it to them.",
                        () -> new Model(Input.named("a", 3), Input.named("b", 3).then(new Dense(2)))),
                other(
                        "a model without outputs",
                        "a model needs at least one input and one output, as in new Model(input, output)",
                        () -> new Model(List.of(Input.of(3)), List.of())),
                shape(
                        "weights of another number",
                        "Sequential: expected 4 weight arrays, got 1. The weights are [first/kernel (3, 4), "
                                + "first/bias (4), second/kernel (4, 2), second/bias (2)].",
                        () -> small().setWeights(Tensor.zeros(3, 4))),
                shape(
                        "weights of another shape",
                        "first (Dense): weight 0 (first/kernel) has shape (3, 4), got (4, 3)",
                        () -> small().getLayer("first").setWeights(Tensor.zeros(4, 3), Tensor.zeros(4))));
    }
}
