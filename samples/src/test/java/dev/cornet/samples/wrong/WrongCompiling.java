package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.option;

import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.losses.CategoricalCrossentropy;
import dev.cornet.losses.Huber;
import dev.cornet.metrics.AUC;
import dev.cornet.metrics.Precision;
import dev.cornet.metrics.TopKCategoricalAccuracy;
import dev.cornet.models.Compile;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.SGD;
import dev.cornet.optimizers.schedules.ExponentialDecay;
import dev.cornet.optimizers.schedules.PiecewiseConstantDecay;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Mistakes with compile and the optimizers, losses and metrics given to it. */
final class WrongCompiling {
    private WrongCompiling() {}

    /** A model with one output, "dense", of shape (3). */
    static Sequential fresh() {
        Sequential model = new Sequential(new Dense(3).activation("softmax").inputShape(4));
        model.named("net");
        return model;
    }

    /** A model with two outputs, "kind" of shape (3) and "size" of shape (1). */
    static Model twoHeads() {
        Symbol in = Input.of(4);
        return new Model(
                List.of(in), List.of(in.then(new Dense(3).named("kind")), in.then(new Dense(1).named("size"))));
    }

    static Sequential compiled(Object loss, Object... metrics) {
        Sequential model = fresh();
        model.compile("sgd", loss, metrics);
        return model;
    }

    static Stream<WrongUse> uses() {
        return Stream.of(
                option(
                        "an unknown optimizer",
                        "compile: unknown optimizer \"adamm\"; did you mean \"adam\"?",
                        () -> fresh().compile("adamm", "mse")),
                option(
                        "an unknown loss",
                        "compile: unknown loss \"crossentropy\"; did you mean "
                                + "\"sparse_categorical_crossentropy\" (targets are class numbers), "
                                + "\"categorical_crossentropy\" (one-hot rows) or \"binary_crossentropy\" (0 or 1)?",
                        () -> compiled("crossentropy")),
                option(
                        "an unknown metric",
                        "compile: unknown metric \"acuracy\"; did you mean \"accuracy\"?",
                        () -> compiled("mse", "acuracy")),
                option(
                        "a negative learning rate",
                        "learning_rate must be a finite number, 0 or more, got -0.001",
                        () -> new Adam(-1e-3)),
                option(
                        "a momentum of 9",
                        "SGD: momentum must be between 0 and 1, got 9.0",
                        () -> new SGD(0.1).momentum(9)),
                option(
                        "a beta of 1",
                        "Adam: beta_1 must be 0 or more and less than 1, got 1.0",
                        () -> new Adam(1e-3).beta1(1)),
                option(
                        "clipping at infinity",
                        "SGD: clipnorm must be a finite number, got Infinity; leave the option out for its default",
                        () -> fresh().compile(new SGD(0.1).clipnorm(Double.POSITIVE_INFINITY), "mse")),
                option(
                        "a loss with an infinite option",
                        "huber_loss: delta must be a finite number, got Infinity; leave the option out for its default",
                        () -> fresh().compile("sgd", new Huber().delta(Double.POSITIVE_INFINITY))),
                option("clipping at 0", "Adam: clipnorm must be positive, got 0.0", () -> new Adam(1e-3).clipnorm(0)),
                option(
                        "two ways of clipping",
                        "Adam: only one of clipnorm, global_clipnorm and clipvalue can be set, got clipnorm 1.0, "
                                + "global_clipnorm null, clipvalue 1.0",
                        () -> fresh().compile(new Adam(1e-3).clipnorm(1).clipvalue(1), "mse")),
                option(
                        "a decay in no steps",
                        "ExponentialDecay: decay_steps must be positive, got 0",
                        () -> new ExponentialDecay(0.1, 0, 0.9)),
                option(
                        "as many rates as boundaries",
                        "PiecewiseConstantDecay: expected one more value than boundaries, got boundaries [10, 20] "
                                + "and values [0.1, 0.01]",
                        () -> new PiecewiseConstantDecay(new int[] {10, 20}, new double[] {0.1, 0.01})),
                option(
                        "a label smoothing of 2",
                        "CategoricalCrossentropy: label_smoothing must be between 0 and 1, got 2.0",
                        () -> new CategoricalCrossentropy().labelSmoothing(2)),
                option("a delta of 0", "Huber: delta must be positive, got 0.0", () -> new Huber().delta(0)),
                option(
                        "a threshold of 5",
                        "Precision: thresholds must be between 0 and 1, got [5.0]",
                        () -> new Precision().thresholds(5)),
                option(
                        "the best 0",
                        "TopKCategoricalAccuracy: k must be 1 or more, got 0",
                        () -> new TopKCategoricalAccuracy().k(0)),
                option(
                        "a curve of one point",
                        "AUC: num_thresholds must be 2 or more, got 1",
                        () -> new AUC().numThresholds(1)),
                option(
                        "one loss in a list for two outputs",
                        "compile: the model has 2 outputs (kind, size), but loss has 1 entry. Give one per output, "
                                + "or a map by their names.",
                        () -> twoHeads().compile("sgd", List.of("mse"))),
                option(
                        "a loss for an output that is not there",
                        "compile: loss names the output \"colour\", but the model's outputs are kind, size.",
                        () -> twoHeads().compile("sgd", Map.of("colour", "mse"))),
                option(
                        "three loss weights for two outputs",
                        "compile: the model has 2 outputs (kind, size), but loss_weights has 3 entries. Give one per "
                                + "output, or a map by their names.",
                        () -> twoHeads().compile(new Compile("sgd", "mse").lossWeights(1, 2, 3))),
                option(
                        "metrics of one output for two",
                        "compile: the model has 2 outputs (kind, size), but metrics has 1 entry. Give one per "
                                + "output, or a map by their names.",
                        () -> twoHeads().compile("sgd", "mse", "mae")));
    }
}
