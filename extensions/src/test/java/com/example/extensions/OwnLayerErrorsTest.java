package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Ops;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.initializers.Zeros;
import dev.cornet.layers.Dense;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Output;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /** A layer whose weight has a size below 0, or that looks for an axis that does not exist. */
    static final class Narrow extends UnaryLayer<Narrow> {
        private final String method;

        Narrow(String method) {
            this.method = method;
        }

        @Override
        protected void build(Shape in) {
            if (method.equals("build")) {
                weight("kernel", Shape.of(in.last() - 7), new Zeros());
            }
        }

        @Override
        protected Shape outputShape(Shape in) {
            return method.equals("outputShape") ? in.with(4, 1) : in;
        }

        @Override
        protected @Nullable OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
            if (method.equals("computeMask")) {
                ins.get(0).range(0, 9);
            }
            return null;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    @Test
    void build() {
        requireOfNarrow("build", ": the sizes of a shape must be 0 or more (or -1 where unknown), got [-4]");
        requireOfNarrow("outputShape", ": axis 4 does not exist in shape (None, 3) of rank 2");
        requireOfNarrow("computeMask", ": ");
    }

    private static void requireOfNarrow(String method, String problem) {
        Sequential model = new Sequential(new Dense(3).inputShape(3));
        ShapeException e = assertThrows(ShapeException.class, () -> {
            model.add(new Narrow(method).named("narrow"));
            model.predict(Tensor.zeros(2, 3));
        });
        String message = e.getMessage().replace("Sequential, layer 1 (after dense (Dense)): ", "");
        assertTrue(message.startsWith("narrow (Narrow)" + problem), e.getMessage());
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
