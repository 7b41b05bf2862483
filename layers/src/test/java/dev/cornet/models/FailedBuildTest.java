package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.initializers.Initializer;
import dev.cornet.initializers.Zeros;
import dev.cornet.layers.Add;
import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Building is atomic: after an exception, models and layers are as before, and can be built with other data or in another chain. */
class FailedBuildTest {
    private static final Fit QUIET = new Fit().verbose(0);

    private final Tensor x = Tensor.zeros(8, 4);
    private final Tensor y = Tensor.zeros(8, 1);

    /** Whether {@link Failing} and {@link FailingInitializer} throw. */
    private static boolean fails;

    @BeforeEach
    void fail() {
        fails = true;
    }

    private static final class Failing extends UnaryLayer<Failing> {
        @Override
        protected void build(Shape in) {
            weight("w", Shape.of(2), new Zeros());
            if (fails) {
                throw new IllegalStateException("build");
            }
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    private static final class FailingInitializer extends Initializer {
        @Override
        public void fill(Tensor w, RandomStream random) {
            if (fails) {
                throw new OutOfMemoryError("fill");
            }
            Arrays.fill(w.data(), 0.5f);
        }
    }

    private static List<String> names(List<Variable> variables) {
        return variables.stream().map(Variable::path).toList();
    }

    @Test
    void noLayerIsSkippedAfterAFailedBuild() {
        Sequential model = new Sequential(new Dense(3), new LSTM(2), new Dense(1));
        assertThrows(ShapeException.class, () -> model.predict(x));
        assertFalse(model.isBuilt());
        model.add(new Dense(1));
        model.compile("sgd", "mse");
        String message =
                assertThrows(ShapeException.class, () -> model.fit(x, y, QUIET)).getMessage();
        assertTrue(message.startsWith("Sequential, layer 1 (after Dense): LSTM: wants sequences"), message);
    }

    @Test
    void aChainIsCorrectedByPop() {
        Sequential model = new Sequential(new Dense(3), new LSTM(2), new Dense(1));
        assertThrows(ShapeException.class, () -> model.predict(x));
        model.pop();
        assertThrows(ShapeException.class, () -> model.predict(x));
        model.pop();
        model.add(new Dense(2));
        assertEquals(Shape.of(8, 2), model.predict(x).shape());
        assertEquals(3, model.graph().layers().size());
        assertEquals(List.of("dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"), names(model.variables()));
    }

    @Test
    void rightDataFollowWrongData() {
        Sequential images = new Sequential(new Conv2D(2, 3), new Flatten(), new Dense(1));
        images.compile("sgd", "mse");
        assertThrows(ShapeException.class, () -> images.fit(Tensor.zeros(8, 6, 6), y, QUIET));
        images.fit(Tensor.zeros(8, 6, 6, 1), y, QUIET);
        Sequential words = new Sequential(new Embedding(10, 4), new LSTM(3), new Dense(1));
        assertThrows(ShapeException.class, () -> words.predict(Tensor.zeros(8, 6, 6)));
        assertEquals(Shape.of(8, 1), words.predict(Tensor.zeros(8, 6)).shape());
    }

    @Test
    void layersThatWereBuiltBeforeTheExceptionTakeAnotherWidth() {
        Dense first = new Dense(3);
        Sequential model = new Sequential(first, new Failing(), new Dense(1));
        model.compile("sgd", "mse");
        assertThrows(IllegalStateException.class, () -> model.fit(x, y, QUIET));
        assertFalse(first.isBuilt());
        assertFalse(LayerAccess.isNamed(first));
        assertEquals(List.of(), LayerAccess.nodes(first));
        assertEquals(List.of(), first.variables());
        fails = false;
        assertEquals(Shape.of(8, 1), model.predict(Tensor.zeros(8, 5)).shape());
        assertEquals(Shape.of(5, 3), first.kernel().shape());
    }

    @Test
    void anAddedLayerThatDoesNotFitSetsNoInput() {
        Sequential model = new Sequential();
        assertThrows(ShapeException.class, () -> model.add(new Conv2D(2, 3).inputShape(3)));
        model.add(new Conv2D(2, 3).inputShape(8, 8, 1));
        assertEquals(Shape.of(-1, 8, 8, 1), model.input().shape());
        assertEquals(1, model.layers().size());
    }

    @Test
    void namesInUseAreFreeAgain() {
        Sequential model = new Sequential(new Dense(3).named("a"), new Dense(2).named("a"));
        assertThrows(OptionException.class, () -> model.predict(x));
        assertThrows(OptionException.class, () -> model.predict(x));
        Layer second = model.pop();
        assertEquals(Shape.of(8, 3), model.predict(x).shape());
        model.add(second.named("b"));
        assertEquals(Shape.of(8, 2), model.predict(x).shape());
    }

    @Test
    void aLayerIsBuiltAgainAfterAnException() {
        Symbol in = Input.of(4);
        Failing layer = new Failing();
        assertThrows(IllegalStateException.class, () -> in.then(layer));
        Dense dense = new Dense(3).biasInitializer(new FailingInitializer());
        assertThrows(OutOfMemoryError.class, () -> in.then(dense));
        fails = false;
        assertEquals(List.of("failing/w"), names(new Model(in, in.then(layer)).variables()));
        Model model = new Model(in, in.then(dense));
        assertEquals(List.of("dense/kernel", "dense/bias"), names(model.variables()));
        assertEquals(0.5f, model.predict(x).get(0, 0));
        assertEquals(1, LayerAccess.nodes(dense).size());
    }

    @Test
    void aRefusedModelNamesNoLayer() {
        Symbol in = Input.of(3, 2);
        LSTM stateful = new LSTM(2).stateful(true);
        Symbol sum = new Add().of(in.then(stateful), in.then(stateful));
        assertThrows(CornetException.class, () -> new Model(in, sum));
        assertFalse(LayerAccess.isNamed(stateful));
        assertFalse(LayerAccess.isNamed(in.node().layer()));
    }

    @Test
    void innerLayersAreBuiltAgainAfterAnException() {
        Symbol in = Input.of(5, 2);
        List<Layer> wrappers = List.of(
                new Bidirectional(new LSTM(2).biasInitializer(new FailingInitializer())),
                new Bidirectional(new LSTM(2))
                        .backwardLayer(new LSTM(2).goBackwards(true).biasInitializer(new FailingInitializer())),
                new TimeDistributed(new Dense(2).biasInitializer(new FailingInitializer())),
                new Sequential(new Dense(2), new Dense(2).biasInitializer(new FailingInitializer())));
        List<Integer> variables = List.of(6, 6, 2, 4);
        wrappers.forEach(wrapper -> assertThrows(OutOfMemoryError.class, () -> in.then(wrapper)));
        wrappers.forEach(wrapper -> assertEquals(List.of(), wrapper.variables()));
        fails = false;
        Symbol narrow = Input.of(5, 3); // other than that of the failed build
        for (int i = 0; i < wrappers.size(); i++) {
            Model model = new Model(narrow, narrow.then(wrappers.get(i)));
            assertEquals(variables.get(i), model.variables().size());
        }
    }

    @Test
    void aNestedModelIsUnbuiltWithTheOuterOne() {
        Sequential inner = new Sequential(new Dense(3), new Dense(2));
        Sequential outer = new Sequential(inner, new LSTM(2));
        assertThrows(ShapeException.class, () -> outer.predict(x));
        assertFalse(inner.isBuilt());
        inner.pop();
        assertEquals(Shape.of(8, 3), inner.predict(Tensor.zeros(8, 7)).shape());
    }
}
