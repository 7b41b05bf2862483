package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongNames.net;
import static dev.cornet.samples.wrong.WrongUse.option;

import dev.cornet.activations.Relu;
import dev.cornet.callbacks.EarlyStopping;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.losses.MeanSquaredError;
import dev.cornet.metrics.AUC;
import dev.cornet.models.Compile;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.schedules.ExponentialDecay;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Objects, classes and lists in place of a name or of another object. */
final class WrongObjects {
    private WrongObjects() {}

    static Stream<WrongUse> uses() {
        return Stream.of(
                option(
                        "an optimizer as loss",
                        "compile: expected a loss, as an object or by its name in quotes, got the optimizer "
                                + "Adam. Write compile(optimizer, loss, metrics…), as in compile(\"adam\", \"mse\", "
                                + "\"mae\").",
                        () -> net().compile("adam", new Adam())),
                option(
                        "a loss as optimizer",
                        "compile: expected an optimizer, as an object or by its name in quotes, got the loss "
                                + "MeanSquaredError. Write compile(optimizer, loss, metrics…), as in compile(\"adam\", "
                                + "\"mse\", \"mae\").",
                        () -> net().compile(new MeanSquaredError(), "mse")),
                option(
                        "a loss as metric",
                        "compile: expected a metric, as an object or by its name in quotes, got the loss "
                                + "MeanSquaredError. The metric of that name is \"mean_squared_error\".",
                        () -> net().compile("adam", "mse", new MeanSquaredError())),
                option(
                        "a metric as loss",
                        "compile: expected a loss, as an object or by its name in quotes, got the metric "
                                + "AUC. Write compile(optimizer, loss, metrics…), as in compile(\"adam\", \"mse\", "
                                + "\"mae\").",
                        () -> net().compile("adam", new AUC())),
                option(
                        "a metric's class",
                        "compile: expected a metric, as an object or by its name in quotes, got the class "
                                + "AUC. Give an object: new AUC(), or \"auc\".",
                        () -> net().compile("adam", "mse", AUC.class)),
                option(
                        "an optimizer's class",
                        "compile: expected an optimizer, as an object or by its name in quotes, got the "
                                + "class Adam. Give an object: new Adam(), or \"adam\".",
                        () -> net().compile(Adam.class, "mse")),
                option(
                        "a loss's class",
                        "compile: expected a loss, as an object or by its name in quotes, got the class "
                                + "MeanSquaredError. Give an object: new MeanSquaredError(), or \"mean_squared_error\".",
                        () -> net().compile("adam", MeanSquaredError.class)),
                option(
                        "a string's class",
                        "compile: expected an optimizer, as an object or by its name in quotes, got the "
                                + "class String. Write compile(optimizer, loss, metrics…), as in compile(\"adam\", "
                                + "\"mse\", \"mae\").",
                        () -> net().compile(String.class, "mse")),
                option(
                        "a number as optimizer",
                        "compile: expected an optimizer, as an object or by its name in quotes, got the "
                                + "number 0.01. Write compile(optimizer, loss, metrics…), as in compile(\"adam\", "
                                + "\"mse\", \"mae\").",
                        () -> net().compile(0.01, "mse")),
                option(
                        "a schedule as optimizer",
                        "compile: expected an optimizer, as an object or by its name in quotes, got the "
                                + "learning rate schedule ExponentialDecay. Write compile(optimizer, loss, metrics…), as in "
                                + "compile(\"adam\", \"mse\", \"mae\").",
                        () -> net().compile(new ExponentialDecay(0.1, 10, 0.9), "mse")),
                option(
                        "a layer as loss",
                        "compile: expected a loss, as an object or by its name in quotes, got the layer "
                                + "Dense. Write compile(optimizer, loss, metrics…), as in compile(\"adam\", \"mse\", "
                                + "\"mae\").",
                        () -> net().compile("adam", new Dense(3))),
                option(
                        "a callback as metric",
                        "compile: expected a metric, as an object or by its name in quotes, got an object of "
                                + "class EarlyStopping. Write compile(optimizer, loss, metrics…), as in "
                                + "compile(\"adam\", \"mse\", \"mae\").",
                        () -> net().compile("adam", "mse", new EarlyStopping())),
                option(
                        "an array as metrics",
                        "compile: expected a metric, as an object or by its name in quotes, got an array of "
                                + "String. Give its elements one by one.",
                        () -> net().compile("adam", "mse", "mae", new String[] {"accuracy"})),
                option(
                        "an array as loss",
                        "compile: expected a loss, as an object or by its name in quotes, got an array of "
                                + "String. Give its elements one by one.",
                        () -> net().compile("adam", new String[] {"mse"})),
                option(
                        "a lambda's place",
                        "compile: expected a loss, as an object or by its name in quotes, got an array of "
                                + "int. Give its elements one by one.",
                        () -> net().compile("adam", new int[] {1, 2})),
                option(
                        "a list of metrics within a list",
                        "compile: unknown metric \"acuracy\"; did you mean \"accuracy\"?",
                        () -> net().compile("adam", "mse", List.of(List.of("acuracy")))),
                option(
                        "an optimizer in a list",
                        "compile: expected an optimizer, as an object or by its name in quotes, got a list "
                                + "of 1 element. Write compile(optimizer, loss, metrics…), as in compile(\"adam\", "
                                + "\"mse\", \"mae\").",
                        () -> net().compile(List.of("adam"), "mse")),
                option(
                        "a model as optimizer",
                        "compile: expected an optimizer, as an object or by its name in quotes, got the "
                                + "layer Sequential. Write compile(optimizer, loss, metrics…), as in compile(\"adam\", "
                                + "\"mse\", \"mae\").",
                        () -> net().compile(net(), "mse")),
                option(
                        "optimizer and loss swapped",
                        "compile: unknown optimizer \"mse\"; that is the name of a loss. Known are {…}. A "
                                + "class of your own is made known by Cornet.register(MyClass.class).",
                        () -> net().compile("mse", "adam")),
                option(
                        "a loss among the metrics' names",
                        "compile: unknown metric \"adam\"; that is the name of an optimizer. Known are {…}. "
                                + "A class of your own is made known by Cornet.register(MyClass.class).",
                        () -> net().compile("adam", "mse", "adam")),
                option(
                        "an activation as loss",
                        "compile: unknown loss \"softmax\"; that is the name of an activation function. "
                                + "Known are {…}. A class of your own is made known by Cornet.register(MyClass.class).",
                        () -> net().compile("adam", "softmax")),
                option(
                        "a relu object as loss",
                        "compile: expected a loss, as an object or by its name in quotes, got the activation "
                                + "function Relu. Write compile(optimizer, loss, metrics…), as in compile(\"adam\", "
                                + "\"mse\", \"mae\").",
                        () -> net().compile("adam", new Relu())),
                option(
                        "a loss map for one output by a wrong name",
                        "compile: loss names the output \"out\", but the model's outputs are dense.",
                        () -> net().compile("adam", Map.of("out", "mse"))),
                option(
                        "an empty list of losses",
                        "compile: the model has 1 output (dense), but loss has 0 entries. Give one per "
                                + "output, or a map by their names.",
                        () -> net().compile("adam", List.of())),
                option(
                        "a list of two losses for one output",
                        "compile: the model has 1 output (dense), but loss has 2 entries. Give one per "
                                + "output, or a map by their names.",
                        () -> net().compile("adam", List.of("mse", "mae"))),
                option(
                        "an empty map of losses",
                        "compile: no output has a loss. Give at least one of dense a loss.",
                        () -> net().compile("adam", Map.of())),
                option(
                        "a map of lists of losses",
                        "compile: an output takes one loss, got a list of 2 elements. Write one loss for "
                                + "each output; further ones can be measured as metrics.",
                        () -> WrongCompiling.twoHeads().compile("adam", Map.of("kind", List.of("mse", "mae")))),
                option(
                        "metrics for an output that is not there",
                        "compile: metrics names the output \"out\", but the model's outputs are dense.",
                        () -> net().compile(new Compile("adam", "mse").metrics(Map.of("out", "mae")))),
                option(
                        "weighted metrics of an unknown name",
                        "compile: unknown metric \"maee\"; did you mean \"mae\"?",
                        () -> net().compile(new Compile("adam", "mse").weightedMetrics("maee"))),
                option(
                        "loss weights for no output",
                        "compile: loss_weights names the output \"out\", but the model's outputs are dense.",
                        () -> net().compile(new Compile("adam", "mse").lossWeights(Map.of("out", 1.0)))),
                option(
                        "a NaN loss weight",
                        "compile: a loss weight must be a finite number, got NaN",
                        () -> net().compile(new Compile("adam", "mse").lossWeights(Double.NaN))),
                option(
                        "a model without loss",
                        "compile: expected a loss, as an object or by its name in quotes, got null. Write "
                                + "compile(optimizer, loss, metrics…), as in compile(\"adam\", \"mse\", \"mae\").",
                        () -> net().compile("adam", null)),
                option(
                        "a dropout as activation",
                        "Activation: activation: unknown activation function \"dropout\"; that is the name "
                                + "of a layer. Known are {…}. A class of your own is made known by "
                                + "Cornet.register(MyClass.class).",
                        () -> new Activation("dropout")));
    }
}
