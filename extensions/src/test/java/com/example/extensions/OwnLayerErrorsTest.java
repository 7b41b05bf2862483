package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Ops;
import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Sizes that do not fit in the code of a layer are told with the name and the class of the layer. */
class OwnLayerErrorsTest {
    /** A layer that multiplies by a tensor of a wrong shape in its forward, or else in its backward. */
    static final class Gating extends UnaryLayer<Gating> {
        private final boolean failsForward;

        Gating(boolean failsForward) {
            this.failsForward = failsForward;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            if (failsForward) {
                Ops.multiply(x, pass.zeros(Shape.of(7)));
            }
            return new Output(pass.copy(x), (dy, grads) -> {
                Ops.multiply(dy, pass.zeros(Shape.of(7)));
                return dy;
            });
        }
    }

    @Test
    void forward() {
        Model model = model(true);
        requireNamed(assertThrows(CornetException.class, () -> model.predict(Tensor.zeros(2, 3))));
    }

    @Test
    void backward() {
        Model model = model(false);
        model.compile("sgd", "mse");
        requireNamed(assertThrows(
                CornetException.class,
                () -> model.fit(
                        Tensor.zeros(2, 3),
                        Tensor.zeros(2, 3),
                        new Fit().epochs(1).verbose(0))));
    }

    /** Of a layer without a name inside a wrapper, both are named. */
    @Test
    void layerInsideAnother() {
        Model model = new Sequential(new TimeDistributed(new Gating(true)).inputShape(2, 3));
        CornetException e = assertThrows(CornetException.class, () -> model.predict(Tensor.zeros(2, 2, 3)));
        assertTrue(e.getMessage().startsWith("time_distributed (TimeDistributed): Gating: multiply: "), e.getMessage());
    }

    private static Model model(boolean failsForward) {
        return new Sequential(new Dense(3).inputShape(3), new Gating(failsForward));
    }

    private static void requireNamed(CornetException e) {
        assertTrue(e.getMessage().startsWith("gating (Gating): multiply: "), e.getMessage());
        assertTrue(e.getCause() != null && e.getCause().getClass() == e.getClass(), "the type and the cause");
    }
}
