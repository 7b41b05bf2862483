package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.ShapeException;
import dev.cornet.layers.Add;
import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers of several outputs in a {@link Sequential}, which passes all of them on, as Keras does. */
class SequentialOutputsTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, -1, 0.5f, 3, -2, 1, 0}, 1, 4, 2);

    private static SimpleRNN twoOutputs() {
        return new SimpleRNN(3).returnState(true);
    }

    @Test
    void ofTheLastLayerAreTheModelsOutputs(@TempDir Path folder) {
        Sequential model = new Sequential(twoOutputs().inputShape(4, 2));
        assertEquals(
                List.of(Shape.of(-1, 3), Shape.of(-1, 3)),
                model.outputs().stream().map(Symbol::shape).toList());
        List<Tensor> ys = model.predict(List.of(X), new Predict());
        assertEquals(2, ys.size());
        assertArrayEquals(ys.get(0).toArray(), ys.get(1).toArray()); // the last output is the state
        model.compile(new Compile("sgd", List.of("mse", "mae")));
        History history = model.fit(List.of(X), List.of(Tensor.zeros(1, 3), Tensor.zeros(1, 3)), new Fit().verbose(0));
        assertEquals(
                Set.of("loss", "simple_rnn_loss", "simple_rnn_loss_1"),
                history.metrics().keySet());
        model.save(folder.resolve("m.cornet").toString());
        Model loaded = Model.load(folder.resolve("m.cornet").toString());
        assertArrayEquals(
                model.predict(List.of(X), new Predict()).get(1).toArray(),
                loaded.predict(List.of(X), new Predict()).get(1).toArray());
    }

    @Test
    void areMergedByTheNextLayer() {
        SimpleRNN rnn = twoOutputs();
        Sequential model = new Sequential(rnn.inputShape(4, 2), new Add());
        float[] twice = model.predict(X).toArray();
        float[] once = new Model(model.input(), rnn.output()).predict(X).toArray();
        for (int i = 0; i < once.length; i++) {
            assertEquals(2 * once[i], twice[i]);
        }
    }

    static Stream<Layer> layersOfOneInput() {
        return Stream.of(
                new Dense(2),
                new Flatten(),
                new LSTM(2),
                new Bidirectional(new SimpleRNN(2)),
                new TimeDistributed(new Dense(2)),
                new Sequential(new Dense(2).inputShape(4, 3)));
    }

    @ParameterizedTest
    @MethodSource("layersOfOneInput")
    void areRefusedByALayerOfOneInput(Layer next) {
        Sequential model = new Sequential(new SimpleRNN(3)
                .returnSequences(true)
                .returnState(true)
                .named("rnn")
                .inputShape(4, 2));
        String message =
                assertThrows(ShapeException.class, () -> model.add(next)).getMessage();
        assertEquals(
                "rnn (SimpleRNN) has 2 outputs, which a Sequential passes on together. To go on with one of them, make a graph:"
                        + " x.then(layer).node().outputs().get(0).",
                message.substring(message.indexOf("rnn (SimpleRNN) has")));
        assertEquals("Sequential, layer 1 (after rnn (SimpleRNN)): ", message.substring(0, 45));
        assertEquals(1, model.layers().size());
        model.add(new Add()); // the model is as before
        assertEquals(Shape.of(-1, 4, 3), model.output().shape());
    }

    @Test
    void ofANestedSequentialArePassedOn() {
        Sequential inner = new Sequential(twoOutputs().inputShape(4, 2));
        assertThrows(ShapeException.class, () -> new Sequential(inner, new Dense(2)));
        Sequential outer = new Sequential(new Dense(2).inputShape(4, 2), inner);
        assertEquals(2, outer.outputs().size());
        Sequential lazy = new Sequential(twoOutputs(), new Add()); // built for the first data
        assertEquals(Shape.of(1, 3), lazy.predict(X).shape());
    }

    @Test
    void arePoppedTogether() {
        Sequential model = new Sequential(new Dense(2).inputShape(4, 2), twoOutputs(), new Add());
        model.pop();
        assertEquals(2, model.outputs().size());
        model.pop();
        assertEquals(Shape.of(-1, 4, 2), model.output().shape());
        model.add(twoOutputs());
        model.add(new Add());
        assertEquals(Shape.of(1, 3), model.predict(X).shape());
    }

    @Test
    void ofAModelOfTwoInputsGoIn() {
        Symbol a = Input.of(3);
        Symbol b = Input.of(3);
        Model sum = new Model(List.of(a, b), List.of(new Add().of(a, b)));
        Sequential model = new Sequential(twoOutputs().inputShape(4, 2), sum);
        assertEquals(Shape.of(1, 3), model.predict(X).shape());
    }
}
