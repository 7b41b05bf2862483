package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.option;

import dev.cornet.activations.Elu;
import dev.cornet.config.Registry;
import dev.cornet.constraints.MaxNorm;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.initializers.RandomUniform;
import dev.cornet.initializers.VarianceScaling;
import dev.cornet.layers.Activation;
import dev.cornet.layers.AveragePooling2D;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.DepthwiseConv2D;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.ReLU;
import dev.cornet.layers.Reshape;
import dev.cornet.layers.Softmax;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.regularizers.Regularizers;
import dev.cornet.tensor.Tensor;
import java.util.stream.Stream;

/** Mistakes with options out of range and names that do not exist. */
final class WrongLayers {
    private WrongLayers() {}

    /** A custom layer without the constructor needed for loading. */
    static final class Scale extends UnaryLayer<Scale> {
        Scale(double factor) {}

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    static Stream<WrongUse> uses() {
        return Stream.of(
                option("no units", "Dense: units, the number of outputs, must be positive, got 0", () -> new Dense(0)),
                option(
                        "negative units",
                        "Dense: units, the number of outputs, must be positive, got -3",
                        () -> new Dense(-3)),
                option(
                        "a class name as activation",
                        "Activation: activation: unknown activation function \"ReLu6\"; did you mean " + "\"relu6\"?",
                        () -> new Activation("ReLu6")),
                option(
                        "an unknown bias initializer",
                        "Dense: bias_initializer: unknown initializer \"nothing\"; did you mean \"zeros\"?",
                        () -> new Dense(10).biasInitializer("nothing")),
                option(
                        "a name with a slash",
                        "Dense: a name must not be empty nor contain '/' or ':', got \"block1/fc\". Write '_' instead.",
                        () -> new Dense(10).named("block1/fc")),
                option(
                        "an empty name",
                        "Dense: a name must not be empty nor contain '/' or ':', got \"\". Write '_' instead.",
                        () -> new Dense(10).named("")),
                option(
                        "no filters",
                        "Conv2D: filters, the number of output channels, must be positive, got 0",
                        () -> new Conv2D(0, 3)),
                option(
                        "a convolution without kernel size",
                        "Conv2D: kernel_size must be one positive number or two, for height and width, got []",
                        () -> new Conv2D(32)),
                option(
                        "a kernel of three axes",
                        "Conv2D: kernel_size must be one positive number or two, for height and width, got [3, 3, 3]",
                        () -> new Conv2D(32, 3, 3, 3)),
                option(
                        "a negative kernel",
                        "Conv2D: kernel_size must be one positive number or two, for height and width, got [-1, -1]",
                        () -> new Conv2D(32, -1)),
                option(
                        "an unknown padding",
                        "Sequential, layer 0: Conv2D: padding must be \"valid\" or \"same\", got \"full\"",
                        () -> new Sequential(new Conv2D(32, 3).padding("full").inputShape(8, 8, 1))),
                option(
                        "strides of 0",
                        "Sequential, layer 0: Conv2D: strides must be one positive number or two, for height "
                                + "and width, got [0, 0]",
                        () -> new Sequential(new Conv2D(32, 3).strides(0).inputShape(8, 8, 1))),
                option(
                        "strides with dilation",
                        "Sequential, layer 0: Conv2D: strides above 1 do not go together with a "
                                + "dilation_rate above 1; leave one of them at 1",
                        () -> new Sequential(
                                new Conv2D(32, 3).strides(2).dilationRate(2).inputShape(8, 8, 1))),
                option(
                        "groups that do not divide",
                        "Sequential, layer 0: Conv2D: filters (32) must be divisible by groups (3)",
                        () -> new Sequential(new Conv2D(32, 3).groups(3).inputShape(8, 8, 3))),
                option(
                        "a depth multiplier of 0",
                        "Sequential, layer 0: DepthwiseConv2D: depth_multiplier, the outputs of each "
                                + "channel, must be positive, got 0",
                        () -> new Sequential(
                                new DepthwiseConv2D(3).depthMultiplier(0).inputShape(8, 8, 1))),
                option(
                        "a pool of 0",
                        "MaxPooling2D: pool_size must be one positive number or two, for height and width, got [0, 0]",
                        () -> new MaxPooling2D(0)),
                option(
                        "a pool of three axes",
                        "AveragePooling2D: pool_size must be one positive number or two, for height and width, got "
                                + "[2, 2, 2]",
                        () -> new AveragePooling2D(2, 2, 2)),
                option("dropout in percent", "Dropout: rate must be between 0 and 1, got 50.0", () -> new Dropout(50)),
                option(
                        "negative padding",
                        "ZeroPadding2D: padding must be 0 or more on each side, got [[-1, -1], [-1, -1]]",
                        () -> new ZeroPadding2D(-1)),
                option(
                        "two free sizes",
                        "Reshape: target_shape may hold one -1 and no other negative size, got [-1, -1]",
                        () -> new Reshape(-1, -1)),
                option(
                        "too large a momentum",
                        "Sequential, layer 0: BatchNormalization: momentum must be between 0 and 1, got 9.0",
                        () -> new Sequential(
                                new BatchNormalization().momentum(9).inputShape(4))),
                option(
                        "an epsilon of 0",
                        "Sequential, layer 0: BatchNormalization: epsilon must be positive, got 0.0",
                        () -> new Sequential(new BatchNormalization().epsilon(0).inputShape(4))),
                option(
                        "softmax along the batch",
                        "Softmax: axis must not be 0, which is the batch; -1 is the last axis",
                        () -> new Softmax(0)),
                option(
                        "joining along the batch",
                        "Concatenate: axis must not be 0, which is the batch; -1 is the last axis",
                        () -> new Concatenate(0)),
                option(
                        "a negative slope of the wrong sign",
                        "Sequential, layer 0: ReLU: negative_slope must be 0 or more, got -0.3",
                        () -> new Sequential(new ReLU().negativeSlope(-0.3).inputShape(4))),
                option(
                        "a negative penalty",
                        "L2: l2 must be a finite number, 0 or more, got -0.01",
                        () -> Regularizers.l2(-0.01)),
                option(
                        "an empty range",
                        "RandomUniform: minval must not be above maxval, got 1.0 and -1.0",
                        () -> new RandomUniform(1, -1)),
                option(
                        "a scale of 0",
                        "VarianceScaling: scale must be positive, got 0.0",
                        () -> new VarianceScaling().scale(0)),
                option("a negative norm", "MaxNorm: max_value must be 0 or more, got -2.0", () -> new MaxNorm(-2)),
                option(
                        "an infinite norm",
                        "Sequential, layer 0: Dense: MaxNorm: max_value must be a finite number, got Infinity; leave the option out for its default",
                        () -> new Sequential(new Dense(2)
                                .kernelConstraint(new MaxNorm(Double.POSITIVE_INFINITY))
                                .inputShape(3))),
                option("a negative alpha", "Elu: alpha must be 0 or more, got -1.0", () -> new Elu().alpha(-1)),
                option(
                        "a layer that cannot be read back",
                        "Scale needs a constructor without arguments (it may be private), so that its saved form can "
                                + "be read.",
                        () -> Registry.add(Scale.class)),
                new WrongUse(
                        "a negative size",
                        ShapeException.class,
                        "the sizes of a shape must be 0 or more (or -1 where unknown), got [-28, 28]",
                        () -> Input.of(-28, 28)));
    }
}
