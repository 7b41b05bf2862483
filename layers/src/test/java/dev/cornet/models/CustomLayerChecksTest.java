package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.nn.EndsGradients;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A layer of a user that breaks its word is named, with what it gave and what was expected, instead of training on. */
class CustomLayerChecksTest {
    /** A layer that computes and goes back as told, and declares samples of 4 values. */
    private static class Told extends Fluent<Told> {
        private final Function<Tensor, Tensor> forth;
        private final BiFunction<Tensor, Tensor, Tensor> back;

        Told(Function<Tensor, Tensor> forth, BiFunction<Tensor, Tensor, Tensor> back) {
            this.forth = forth;
            this.back = back;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(forth.apply(x), (dy, grads) -> back.apply(x, dy));
        }
    }

    private static final class Ending extends Told implements EndsGradients {
        Ending() {
            super(x -> x.copy(), (x, dy) -> null);
        }
    }

    private static Model model(Told layer) {
        Model model = new Sequential(new Dense(4).inputShape(3), layer.named("mine"), new Dense(1));
        model.compile(new SGD(0.1), "mse");
        return model;
    }

    @Test
    void aClassWithoutANameGoesByTheOneThatItExtends() {
        Told layer = new Told(x -> x.copy(), (x, dy) -> dy) {};
        Sequential model = new Sequential(new Dense(4).inputShape(3), layer, new Dense(1));
        assertEquals("told (Told)", layer.describe());
        String message = assertThrows(CornetException.class, () -> model.save("none.cornet"))
                .getMessage();
        assertTrue(String.valueOf(message).startsWith("layer told (Told) cannot be saved: "), message);
    }

    private static String refusal(Told layer) {
        Model model = model(layer);
        CornetException refused =
                assertThrows(CornetException.class, () -> model.trainOnBatch(Tensor.zeros(2, 3), Tensor.zeros(2, 1)));
        return String.valueOf(refused.getMessage());
    }

    @Test
    void anOutputOfAnotherShapeIsRefused() {
        assertEquals(
                "mine (Told): its outputShape declares (4) for each of 2 samples, but its forward gave (2, 5). Both must"
                        + " agree.",
                refusal(new Told(x -> Tensor.zeros(2, 5), (x, dy) -> dy)));
        Model model = model(new Told(x -> Tensor.zeros(1, 4), (x, dy) -> dy));
        CornetException refused = assertThrows(CornetException.class, () -> model.predict(Tensor.zeros(2, 3)));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("mine (Told): "), refused::getMessage);
    }

    @Test
    void aGradientOfAnotherShapeIsRefused() {
        assertEquals(
                "mine (Told): its backward gave a gradient of shape (4, 2) for input 0, which has shape (2, 4). Both must"
                        + " agree.",
                refusal(new Told(x -> x.copy(), (x, dy) -> Tensor.zeros(4, 2))));
    }

    @Test
    void aMissingGradientIsRefusedUnlessSaid() {
        String message = refusal(new Told(x -> x.copy(), (x, dy) -> null));
        assertTrue(message.startsWith("mine (Told): its backward gave no gradient for input 0"), message);
        model(new Ending()).trainOnBatch(Tensor.zeros(2, 3), Tensor.zeros(2, 1));
    }

    /** Looked at where assertions are on, as in tests. */
    @Test
    void aWrittenInputIsRefused() {
        String forward = refusal(new Told(
                x -> {
                    x.data()[x.offset()] = 7;
                    return x.copy();
                },
                (x, dy) -> dy));
        assertTrue(forward.startsWith("mine (Told): its forward writes into an input"), forward);
        String backward = refusal(new Told(x -> x.copy(), (x, dy) -> {
            x.data()[x.offset()] = 7;
            return dy;
        }));
        assertTrue(backward.startsWith("mine (Told): its backward writes into an input"), backward);
    }

    /** Inside a wrapper, and inside a model inside a wrapper, layers keep the same word. */
    @Test
    void layersInsideWrappersAreLookedAtToo() {
        for (boolean inModel : new boolean[] {false, true}) {
            Function<Told, String> refusal = layer -> {
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
                    "mine (Told): its backward gave a gradient of shape (2, 4) for input 0, which has shape (6, 4). Both"
                            + " must agree.",
                    refusal.apply(new Told(x -> x.copy(), (x, dy) -> Tensor.zeros(2, 4))));
            String none = refusal.apply(new Told(x -> x.copy(), (x, dy) -> null));
            assertTrue(none.startsWith("mine (Told): its backward gave no gradient for input 0"), none);
            String output = refusal.apply(new Told(x -> Tensor.zeros(6, 3), (x, dy) -> dy));
            assertTrue(
                    output.startsWith(
                            "mine (Told): its outputShape declares (4) for each of 6 samples, but its forward"),
                    output);
        }
    }

    @Test
    void layersOfNothingComputeNothing() {
        Model model = new Sequential(new Dense(3).inputShape(0));
        model.compile(new SGD(0.1), "mse");
        assertEquals(Shape.of(2, 3), model.predict(Tensor.zeros(2, 0)).shape());
        Tensor y = Tensor.wrap(new float[] {1, 1, 1, 1, 1, 1}, Shape.of(2, 3));
        assertEquals(1, model.trainOnBatch(Tensor.zeros(2, 0), y).loss(), 1e-6);
        assertEquals(0.2f / 3, model.getWeights().get(1).get(0), 1e-6f); // b += 0.1·2/3
    }
}
