package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.data;
import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.applications.GradCam;
import dev.cornet.applications.MobileNet;
import dev.cornet.applications.VGG16;
import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GRU;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.Masking;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.util.stream.Stream;

/** Mistakes with layers for sequences and with known networks. */
final class WrongSequences {
    private WrongSequences() {}

    static Stream<WrongUse> uses() {
        return Stream.concat(sequences(), networks());
    }

    private static Stream<WrongUse> sequences() {
        return Stream.of(
                option(
                        "an LSTM of no units",
                        "LSTM: units, the number of outputs, must be positive, got 0",
                        () -> new LSTM(0)),
                option(
                        "dropout of an LSTM in percent",
                        "Sequential, layer 0: LSTM: dropout must be between 0 and 1, got 20.0",
                        () -> new Sequential(new LSTM(4).dropout(20).inputShape(5, 3))),
                option(
                        "an unknown recurrent activation",
                        "GRU: recurrent_activation: unknown activation function \"sigmoyd\"; did you mean "
                                + "\"sigmoid\"?",
                        () -> new GRU(4).recurrentActivation("sigmoyd")),
                option(
                        "an embedding of nothing",
                        "Embedding: input_dim, the number of different inputs, must be positive, got 0",
                        () -> new Embedding(0, 8)),
                option(
                        "an embedding into nothing",
                        "Embedding: output_dim, the length of the vectors, must be positive, got 0",
                        () -> new Embedding(100, 0)),
                option(
                        "a mask of NaN",
                        "Masking: mask_value must be a finite number, got NaN",
                        () -> new Masking(Double.NaN)),
                option(
                        "both directions of a dense layer",
                        "Bidirectional: wants an LSTM, a GRU, a SimpleRNN, an RNN or another subclass of BaseRNN inside, got a Dense",
                        () -> new Bidirectional(new Dense(4))),
                option(
                        "an unknown way to merge",
                        "Bidirectional: merge_mode must be \"concat\", \"sum\", \"mul\", \"ave\" or \"none\", got \"max\"",
                        () -> new Bidirectional(new LSTM(4)).mergeMode("max")),
                option(
                        "two directions of one kind",
                        "Bidirectional: one of the two layers must go backwards and the other must not: give the second "
                                + "one goBackwards(true)",
                        () -> new Sequential(new Bidirectional(new LSTM(4))
                                .backwardLayer(new LSTM(4))
                                .inputShape(5, 3))),
                shape(
                        "an LSTM over rows",
                        "Sequential, layer 0: LSTM: wants sequences (steps, features), got samples of shape "
                                + "(5). Add an Embedding or a Reshape(steps, features) before it, or give the "
                                + "recurrent layer before it returnSequences(true).",
                        () -> new Sequential(new LSTM(4).inputShape(5))),
                shape(
                        "an LSTM over images",
                        "Sequential, layer 0: LSTM: wants sequences (steps, features), got samples of shape "
                                + "(8, 8, 3). A shape is that of one sample: if 8 is the batch size, leave it out, as "
                                + "in inputShape(8, 3) or Input.of(8, 3).",
                        () -> new Sequential(new LSTM(4).inputShape(8, 8, 3))),
                shape(
                        "an LSTM over the last state of another",
                        "Sequential, layer 1 (after lstm (LSTM)): LSTM: wants sequences (steps, features), "
                                + "got samples of shape (4). Add an Embedding or a Reshape(steps, features) before it, "
                                + "or give the recurrent layer before it returnSequences(true).",
                        () -> new Sequential(new LSTM(4).inputShape(5, 3), new LSTM(4))),
                shape(
                        "states of another length",
                        "SimpleRNN: wants states of shape (4), got (3)",
                        () -> new SimpleRNN(4).of(Input.of(5, 3), Input.of(3))),
                shape(
                        "a state too many",
                        "GRU: takes a sequence, alone or with as many states to begin with as it has (1), got 3 "
                                + "inputs",
                        () -> new GRU(4).of(Input.of(5, 3), Input.of(4), Input.of(4))),
                shape(
                        "a layer at each step of a row",
                        "Sequential, layer 0: TimeDistributed: wants sequences (steps, …), got samples of "
                                + "shape (5). Use the layer itself, or add a Reshape before it.",
                        () -> new Sequential(new TimeDistributed(new Dense(4)).inputShape(5))),
                shape(
                        "masking a row",
                        "Sequential, layer 0: Masking: wants sequences (steps, features), got samples of "
                                + "shape (5). Add a Reshape(steps, features) before it.",
                        () -> new Sequential(new Masking().inputShape(5))),
                data(
                        "a word that the embedding does not know",
                        "words (Embedding): expected numbers from 0 to 6, got 7.0. Count from 0, and let input_dim "
                                + "be above the largest number of the data.",
                        () -> words(7)),
                data(
                        "a negative word",
                        "words (Embedding): expected numbers from 0 to 6, got -1.0. Count from 0, and let input_dim "
                                + "be above the largest number of the data.",
                        () -> words(-1)));
    }

    private static void words(float word) {
        Model model = new Sequential(new Embedding(7, 2).named("words").inputShape(3), new Flatten());
        model.predict(Tensor.of(new float[] {0, 1, word}, 1, 3));
    }

    private static Stream<WrongUse> networks() {
        return Stream.of(
                option(
                        "a network for images without channels",
                        "VGG16: inputShape must be (height, width, channels), got [64, 64]",
                        () -> VGG16.of(null, false, 64, 64)),
                option(
                        "a network for images too small",
                        "VGG16: images must be at least 32 x 32, got an inputShape of [16, 16, 3]",
                        () -> VGG16.of(null, false, 16, 16, 3)),
                option(
                        "a width of 0",
                        "MobileNet: alpha must be positive and at most 64.0, got 0.0",
                        () -> new MobileNet().alpha(0).model()),
                option(
                        "an unknown pooling",
                        "MobileNet: pooling must be \"avg\", \"max\" or null, got \"median\"",
                        () -> new MobileNet().pooling("median").model()),
                option(
                        "a network of no classes",
                        "MobileNet: classes must be positive, got 0",
                        () -> new MobileNet().weights(null).classes(0).model()),
                option(
                        "weights of a network that are not there",
                        "VGG16: weights must be \"imagenet\", null for random ones, or a file; there is no file no/such/file.h5",
                        () -> VGG16.of("no/such/file.h5")),
                shape(
                        "answers of another length",
                        "decodePredictions: expected the scores of the 1000 classes of ImageNet, (batch, 1000), got "
                                + "(1, 10)",
                        () -> MobileNet.decodePredictions(Tensor.zeros(1, 10))),
                option(
                        "a heatmap of a layer that is not there",
                        "Sequential: no layer is named \"conv1\"; there are conv, pool",
                        () -> new GradCam(new Sequential(
                                        new Conv2D(2, 3).named("conv").inputShape(8, 8, 1),
                                        new GlobalAveragePooling2D().named("pool")))
                                .layer("conv1")));
    }
}
