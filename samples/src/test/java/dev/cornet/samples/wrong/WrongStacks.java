package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongModels.dense;
import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv1D;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Conv2DTranspose;
import dev.cornet.layers.Cropping2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.GaussianNoise;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.LayerNormalization;
import dev.cornet.layers.MaxPooling1D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.Multiply;
import dev.cornet.layers.Permute;
import dev.cornet.layers.RepeatVector;
import dev.cornet.layers.Reshape;
import dev.cornet.layers.SeparableConv2D;
import dev.cornet.layers.SpatialDropout2D;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.layers.UpSampling2D;
import dev.cornet.models.Evaluate;
import dev.cornet.models.Fit;
import dev.cornet.models.Predict;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.util.Map;
import java.util.stream.Stream;

/** Mistakes with shapes that a layer does not accept, and with options of fit, evaluate and predict. */
final class WrongStacks {
    private WrongStacks() {}

    static Stream<WrongUse> uses() {
        return Stream.of(
                shape(
                        "a Conv1D over images",
                        "Sequential, layer 0: Conv1D: wants sequences (steps, channels), got samples of "
                                + "shape (8, 8, 3). A shape is that of one sample: if 8 is the batch size, leave it "
                                + "out, as in inputShape(8, 3) or Input.of(8, 3).",
                        () -> new Sequential(new Conv1D(2, 3).inputShape(8, 8, 3))),
                option(
                        "a Conv1D of no kernel",
                        "Conv1D: kernel_size must be one positive number, got [0]",
                        () -> new Conv1D(2, 0)),
                shape(
                        "a Conv1D longer than the sequence",
                        "Sequential, layer 0: Conv1D: a window over 9 steps (size 9, dilation 1) does not "
                                + "fit into a sequence of 5. Use padding \"same\", a smaller window, or longer "
                                + "sequences.",
                        () -> new Sequential(new Conv1D(2, 9).inputShape(5, 3))),
                option(
                        "a causal Conv2D",
                        "Sequential, layer 0: Conv2D: padding must be \"valid\" or \"same\", got \"causal\"",
                        () -> new Sequential(new Conv2D(2, 3).padding("causal").inputShape(8, 8, 1))),
                shape(
                        "pooling a sequence longer than it",
                        "Sequential, layer 0: MaxPooling1D: a window over 9 steps (size 9, dilation 1) does "
                                + "not fit into a sequence of 5. Use padding \"same\", a smaller window, or longer "
                                + "sequences.",
                        () -> new Sequential(new MaxPooling1D(9).inputShape(5, 3))),
                shape(
                        "cropping everything",
                        "Sequential, layer 0: Cropping2D: cropping 4 + 4 rows and 4 + 4 columns leaves "
                                + "nothing of images (8, 8, 1); crop less",
                        () -> new Sequential(new Cropping2D(4).inputShape(8, 8, 1))),
                option(
                        "negative cropping",
                        "Cropping2D: cropping must be 0 or more on each side, got [[-1, -1], [-1, -1]]",
                        () -> new Cropping2D(-1)),
                option(
                        "upsampling by 0",
                        "UpSampling2D: size must be one positive number or two, for height and width, got " + "[0, 0]",
                        () -> new UpSampling2D(0)),
                option(
                        "an unknown interpolation",
                        "UpSampling2D: interpolation must be \"nearest\" or \"bilinear\", got \"cubic\"",
                        () -> new Sequential(
                                new UpSampling2D(2).interpolation("cubic").inputShape(4, 4, 1))),
                option(
                        "output padding beyond strides",
                        "Sequential, layer 0: Conv2DTranspose: output_padding [2, 2] must be below the "
                                + "strides [2, 2]",
                        () -> new Sequential(new Conv2DTranspose(2, 3)
                                .strides(2)
                                .outputPadding(2)
                                .inputShape(4, 4, 1))),
                option(
                        "a permutation of missing axes",
                        "Permute: dims must be the numbers 1 to 2 in some order, got [1, 3]",
                        () -> new Permute(1, 3)),
                option(
                        "a permutation from 0",
                        "Permute: dims must be the numbers 1 to 2 in some order, got [0, 1]",
                        () -> new Permute(0, 1)),
                shape(
                        "a permutation of another rank",
                        "Sequential, layer 0: Permute: dims [2, 1] wants samples of 2 axes, got (3, 4, 5)",
                        () -> new Sequential(new Permute(2, 1).inputShape(3, 4, 5))),
                shape(
                        "repeating an image",
                        "Sequential, layer 0: RepeatVector: wants vectors, got samples of shape (4, 4). Add "
                                + "a Flatten before it.",
                        () -> new Sequential(new RepeatVector(3).inputShape(4, 4))),
                option(
                        "repeating nothing",
                        "RepeatVector: n, how often, must be positive, got 0",
                        () -> new RepeatVector(0)),
                option(
                        "noise of negative strength",
                        "GaussianNoise: stddev, the deviation, must be 0 or more, got -1.0",
                        () -> new GaussianNoise(-1)),
                shape(
                        "an axis of layer normalization that is not there",
                        "Sequential, layer 0: LayerNormalization: axis [5] must name axes of samples "
                                + "(4), each once: 1 to 1, or from the end -1 to -1",
                        () -> new Sequential(new LayerNormalization().axis(5).inputShape(4))),
                shape(
                        "spatial dropout over rows",
                        "Sequential, layer 0: SpatialDropout2D: wants images (height, width, channels), got "
                                + "samples of shape (8). Add a Reshape(height, width, channels) before it.",
                        () -> new Sequential(new SpatialDropout2D(0.2).inputShape(8))),
                option(
                        "a dropout of NaN",
                        "SpatialDropout2D: rate must be between 0 and 1, got NaN",
                        () -> new SpatialDropout2D(Double.NaN)),
                option(
                        "a separable convolution of no filters",
                        "SeparableConv2D: filters, the number of output channels, must be positive, got 0",
                        () -> new SeparableConv2D(0, 3)),
                shape(
                        "time-distributed pooling of vectors",
                        "Sequential, layer 0: TimeDistributed: MaxPooling2D: wants images (height, width, channels), got "
                                + "samples of shape (8). Add a Reshape(height, width, channels) before it.",
                        () -> new Sequential(new TimeDistributed(new MaxPooling2D(2)).inputShape(5, 8))),
                shape(
                        "a Bidirectional over images",
                        "Sequential, layer 0: Bidirectional: wants sequences (steps, features), got samples "
                                + "of shape (8, 8, 3). A shape is that of one sample: if 8 is the batch size, leave it "
                                + "out, as in inputShape(8, 3) or Input.of(8, 3).",
                        () -> new Sequential(new Bidirectional(new LSTM(2)).inputShape(8, 8, 3))),
                shape(
                        "an Embedding of images",
                        "Sequential, layer 1 (after embedding (Embedding)): LSTM: wants sequences (steps, "
                                + "features), got samples of shape (8, 8, 1, 2).",
                        () -> new Sequential(new Embedding(10, 2).inputShape(8, 8, 1), new LSTM(2))),
                shape(
                        "a product of unlike shapes",
                        "Multiply: takes inputs of one shape, or with axes of size 1 to repeat, got [(4, 3), "
                                + "(5, 3)]. Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                        () -> new Multiply().of(Input.of(4, 3), Input.of(5, 3))),
                shape(
                        "a concatenation of one",
                        "Concatenate: takes at least two inputs, got 1. Write new Concatenate().of(a, b).",
                        () -> new Concatenate().of(Input.of(3))),
                shape(
                        "a concatenation of unlike ranks",
                        "Concatenate: the inputs must agree in all axes but -1, got [(3), (3, 3)]. Reshape "
                                + "or crop them first.",
                        () -> new Concatenate().of(Input.of(3), Input.of(3, 3))),
                shape(
                        "an axis of concatenation too far",
                        "Concatenate: axis 3 does not exist in samples of 1 axes: choose from 1 to 1, or -1 "
                                + "for the last",
                        () -> new Concatenate(3).of(Input.of(3), Input.of(3))),
                shape(
                        "a reshape of samples that does not divide",
                        "Sequential, layer 0: Reshape: cannot see samples of shape (12) (12 values) as [-1, "
                                + "5]: the numbers of values must be equal",
                        () -> new Sequential(new Reshape(-1, 5).inputShape(12))),
                option(
                        "a name of only spaces",
                        "Dense: a name must not be empty nor contain '/' or ':', got \" \". Write '_' " + "instead.",
                        () -> new Dense(3).named(" ")),
                option(
                        "a very long wrong layer name",
                        "Sequential: no layer is named "
                                + "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                                + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                                + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                                + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                                + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                                + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\""
                                + "; there are dense",
                        () -> dense(3).getLayer("x".repeat(500))),
                option(
                        "batches of 0 in evaluate",
                        "evaluate: batchSize must be positive, got 0",
                        () -> dense(3).evaluate(Tensor.zeros(2, 4), Tensor.zeros(2, 3), new Evaluate().batchSize(0))),
                option(
                        "steps of -1 in predict",
                        "predict: steps must be positive, got -1",
                        () -> dense(3).predict(Tensor.zeros(2, 4), new Predict().steps(-1))),
                option(
                        "a verbose of 5 in evaluate",
                        "evaluate: verbose must be 0, 1 or 2, got 5",
                        () -> new Evaluate().verbose(5)),
                option(
                        "no epochs with a negative start",
                        "fit: initialEpoch must not be negative, got -2",
                        () -> new Fit().initialEpoch(-2)),
                option("steps beyond the data", "fit: validationSteps must be positive, got 0", () -> {
                    Sequential m = dense(3);
                    m.compile("sgd", "mse");
                    m.fit(
                            Tensor.zeros(2, 4),
                            Tensor.zeros(2, 3),
                            new Fit().verbose(0).validationSteps(0));
                }),
                option(
                        "a validation batch of none",
                        "fit: validationBatchSize must be positive, got 0",
                        () -> new Fit().validationBatchSize(0)),
                option(
                        "class weights by a negative class",
                        "fit: classWeight names class -1; classes count from 0",
                        () -> {
                            Sequential m = dense(3);
                            m.compile("sgd", "sparse_categorical_crossentropy");
                            m.fit(
                                    Tensor.zeros(2, 4),
                                    Tensor.zeros(2),
                                    new Fit().verbose(0).classWeight(Map.of(-1, 2.0)));
                        }));
    }
}
