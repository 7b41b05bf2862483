package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.nn.EndsGradients;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A user's layer that breaks the contract is reported by name, with the returned and the expected shape, instead of training on. */
class CustomLayerChecksTest {
    /** A layer whose forward and backward are given functions; it declares outputs of the shape of its inputs, 4 values per sample. */
    private static class FunctionLayer extends UnaryLayer<FunctionLayer> {
        private final Function<Tensor, Tensor> forward;
        private final BiFunction<Tensor, Tensor, Tensor> backward;

        FunctionLayer(Function<Tensor, Tensor> forward, BiFunction<Tensor, Tensor, Tensor> backward) {
            this.forward = forward;
            this.backward = backward;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(forward.apply(x), (dy, grads) -> backward.apply(x, dy));
        }
    }

    private static final class NoGradient extends FunctionLayer implements EndsGradients {
        NoGradient() {
            super(x -> x.copy(), (x, dy) -> null);
        }
    }

    private static Model model(FunctionLayer layer) {
        Model model = new Sequential(new Dense(4).inputShape(3), layer.named("mine"), new Dense(1));
        model.compile(new SGD(0.1), "mse");
        return model;
    }

    @Test
    void anAnonymousClassIsNamedByItsSuperclass() {
        FunctionLayer layer = new FunctionLayer(x -> x.copy(), (x, dy) -> dy) {};
        Sequential model = new Sequential(new Dense(4).inputShape(3), layer, new Dense(1));
        assertEquals("function_layer (FunctionLayer)", LayerAccess.describe(layer));
        String message = assertThrows(CornetException.class, () -> model.save("none.cornet"))
                .getMessage();
        assertTrue(
                String.valueOf(message).startsWith("layer function_layer (FunctionLayer) cannot be saved: "), message);
    }

    private static String refusal(FunctionLayer layer) {
        Model model = model(layer);
        CornetException refused =
                assertThrows(CornetException.class, () -> model.trainOnBatch(Tensor.zeros(2, 3), Tensor.zeros(2, 1)));
        return String.valueOf(refused.getMessage());
    }

    @Test
    void anOutputOfAnotherShapeIsRefused() {
        assertEquals(
                "mine (FunctionLayer): its outputShape declares (4) for each of 2 samples, but its forward gave (2, 5). Both must"
                        + " agree.",
                refusal(new FunctionLayer(x -> Tensor.zeros(2, 5), (x, dy) -> dy)));
        Model model = model(new FunctionLayer(x -> Tensor.zeros(1, 4), (x, dy) -> dy));
        CornetException refused = assertThrows(CornetException.class, () -> model.predict(Tensor.zeros(2, 3)));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("mine (FunctionLayer): "), refused::getMessage);
    }

    @Test
    void aGradientOfAnotherShapeIsRefused() {
        assertEquals(
                "mine (FunctionLayer): its backward gave a gradient of shape (4, 2) for input 0, which has shape (2, 4). Both must"
                        + " agree.",
                refusal(new FunctionLayer(x -> x.copy(), (x, dy) -> Tensor.zeros(4, 2))));
    }

    @Test
    void aMissingGradientIsRefusedUnlessDeclared() {
        String message = refusal(new FunctionLayer(x -> x.copy(), (x, dy) -> null));
        assertTrue(message.startsWith("mine (FunctionLayer): its backward gave no gradient for input 0"), message);
        model(new NoGradient()).trainOnBatch(Tensor.zeros(2, 3), Tensor.zeros(2, 1));
    }

    /** Checked if assertions are enabled, as in tests. */
    @Test
    void aWrittenInputIsRefused() {
        String forward = refusal(new FunctionLayer(
                x -> {
                    x.data()[x.offset()] = 7;
                    return x.copy();
                },
                (x, dy) -> dy));
        assertTrue(forward.startsWith("mine (FunctionLayer): its forward writes into an input"), forward);
        String backward = refusal(new FunctionLayer(x -> x.copy(), (x, dy) -> {
            x.data()[x.offset()] = 7;
            return dy;
        }));
        assertTrue(backward.startsWith("mine (FunctionLayer): its backward writes into an input"), backward);
    }

    /** The same checks apply to layers inside a wrapper, and inside a model inside a wrapper. */
    @Test
    void layersInsideWrappersAreCheckedToo() {
        for (boolean inModel : new boolean[] {false, true}) {
            Function<FunctionLayer, String> refusal = layer -> {
                Layer inner = layer.named("mine");
                Symbol x = Input.of(4);
                Layer wrapped = inModel ? new Model(x, x.then(inner)) : inner;
                Model model = new Sequential(new Dense(4).inputShape(3, 2), new TimeDistributed(wrapped), new Dense(1));
                model.compile(new SGD(0.1), "mse");
                return String.valueOf(assertThrows(
                                CornetException.class,
                                () -> model.trainOnBatch(Tensor.zeros(2, 3, 2), Tensor.zeros(2, 3, 1)))
                        .getMessage());
            };
            assertEquals(
                    "mine (FunctionLayer): its backward gave a gradient of shape (2, 4) for input 0, which has shape (6, 4). Both"
                            + " must agree.",
                    refusal.apply(new FunctionLayer(x -> x.copy(), (x, dy) -> Tensor.zeros(2, 4))));
            String none = refusal.apply(new FunctionLayer(x -> x.copy(), (x, dy) -> null));
            assertTrue(none.startsWith("mine (FunctionLayer): its backward gave no gradient for input 0"), none);
            String output = refusal.apply(new FunctionLayer(x -> Tensor.zeros(6, 3), (x, dy) -> dy));
            assertTrue(
                    output.startsWith(
                            "mine (FunctionLayer): its outputShape declares (4) for each of 6 samples, but its forward"),
                    output);
        }
    }

    @Test
    void inputsOfSizeZeroAreComputed() {
        Model model = new Sequential(new Dense(3).inputShape(0));
        model.compile(new SGD(0.1), "mse");
        assertEquals(Shape.of(2, 3), model.predict(Tensor.zeros(2, 0)).shape());
        Tensor y = Tensor.wrap(new float[] {1, 1, 1, 1, 1, 1}, Shape.of(2, 3));
        assertEquals(1, model.trainOnBatch(Tensor.zeros(2, 0), y).loss(), 1e-6);
        assertEquals(0.2f / 3, model.getWeights().get(1).get(0), 1e-6f); // b += 0.1·2/3
    }
}
