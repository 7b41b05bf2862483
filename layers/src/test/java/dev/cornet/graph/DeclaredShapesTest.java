package dev.cornet.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.TestOperations.Constant;
import dev.cornet.initializers.Zeros;
import dev.cornet.layers.Input;
import dev.cornet.models.Model;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Merge;
import dev.cornet.nn.Output;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Value;
import dev.cornet.nn.ValueKind;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Layers that declare shapes without a batch axis, or none at all, are refused with a message that says how to mend them. */
class DeclaredShapesTest {
    /** A layer that declares the given shapes. */
    private static final class Own extends Fluent<Own> {
        private final UnaryOperator<List<Shape>> declared;

        Own(UnaryOperator<List<Shape>> declared) {
            this.declared = declared;
        }

        @Override
        protected List<Shape> outputShapes(List<Shape> ins) {
            return declared.apply(ins);
        }

        @Override
        protected Outputs run(List<Tensor> xs, Pass pass) {
            return new Output(xs.get(0), (dy, grads) -> dy);
        }
    }

    /** A layer of one input that declares the given shape. */
    private static class Unary extends UnaryLayer<Unary> {
        private final UnaryOperator<Shape> declared;

        Unary(UnaryOperator<Shape> declared) {
            this.declared = declared;
        }

        @Override
        protected Shape outputShape(Shape in) {
            return declared.apply(in);
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** A layer of several inputs that declares no shape. */
    private static final class Shapeless extends Merge<Shapeless> {
        @Override
        protected Shape outputShape(List<Shape> ins) {
            return nothing();
        }

        @Override
        protected Outputs forward(List<Tensor> xs, Pass pass) {
            return new Output(xs.get(0), (dy, grads) -> dy);
        }
    }

    /** Returns null where the compiler expects a value, as the code of users may. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return (T) null;
    }

    private static void assertRefused(String message, Executable use) {
        assertEquals(message, assertThrows(ShapeException.class, use).getMessage());
    }

    @Test
    void everyLayerDeclaresABatchAxis() {
        Symbol x = Input.of(7, 3);
        String mend = ", which has no batch axis. Axis 0 is the batch, -1, as in the shape of the input: return"
                + " in.withLast(n), or sample.withBatch(in.dim(0)).";
        assertRefused(
                "Own: its outputShapes returned (7, 3)" + mend,
                () -> x.then(new Own(ins -> List.of(ins.get(0).withoutBatch()))));
        assertRefused("Own: its outputShapes returned ()" + mend, () -> x.then(new Own(ins -> List.of(Shape.SCALAR))));
        assertRefused(
                "Own: its outputShapes returned (7, 3)" + mend,
                () -> x.then(new Own(ins -> List.of(ins.get(0), ins.get(0).withoutBatch()))));
        assertRefused("Unary: its outputShape returned (7, 3)" + mend, () -> x.then(new Unary(Shape::withoutBatch)));
    }

    @Test
    void everyLayerDeclaresShapes() {
        Symbol x = Input.of(7, 3);
        String one = "return the shape of the output";
        String all = "return the shapes of the outputs";
        assertRefused("Own: its outputShapes returned null; " + all, () -> x.then(new Own(ins -> nothing())));
        assertRefused("Own: its outputShapes returned no shape; " + all, () -> x.then(new Own(ins -> List.of())));
        assertRefused(
                "Own: its outputShapes returned null for output 0; " + all,
                () -> x.then(new Own(ins -> Collections.singletonList(nothing()))));
        assertRefused("Unary: its outputShape returned null; " + one, () -> x.then(new Unary(in -> nothing())));
        assertRefused("Shapeless: its outputShape returned null; " + one, () -> new Shapeless().of(x, x));
    }

    @Test
    void aBatchAxisIsNotAddedTwice() {
        Symbol x = Input.of(7);
        String mend = ", with a size other than the batch that is not known. The shape of the input has its batch axis"
                + " already: return in.withLast(n), without another withBatch.";
        assertRefused(
                "Unary: its outputShape returned (None, None, 4)" + mend,
                () -> x.then(new Unary(in -> in.withLast(4).withBatch(-1))));
        assertRefused(
                "Own: its outputShapes returned (None, None)" + mend,
                () -> x.then(new Own(ins -> List.of(Shape.of(-1, -1)))));
    }

    @Test
    void sizesThatDependOnTheBatchPassThroughALayer() {
        Value gram = new Value(Shape.of(-1, -1), ValueKind.WHOLE);
        assertEquals(List.of(gram), LayerAccess.outputs(new Unary(in -> in), List.of(gram)));
        Symbol constant = new Constant(Tensor.zeros(5, 3)).of();
        assertEquals(
                Value.shared(Shape.of(5, 3)), constant.then(new Unary(in -> in)).value());
        assertEquals(
                Value.shared(Shape.of(5, 3)),
                new Own(ins -> List.of(Shape.of(5, 3))).of().value());
    }

    @Test
    void theSizeOfAShapeWithABatchNamesTheSizeOfASample() {
        Symbol x = Input.of(7);
        String message =
                "the shape (None, 7) has a size that is not known yet (None, -1). Give a number of 0 or more for"
                        + " each axis. If axis 0 is the batch, rowSize() is the number of values of one sample, and"
                        + " withoutBatch() its shape.";
        Executable weight = () -> x.then(new Unary(in -> in) {
            @Override
            protected void build(Shape in) {
                weight("w", Shape.of(in.size(), 4), new Zeros());
            }
        });
        assertRefused("Unary: " + message, weight);
        assertRefused(message, () -> Tensor.zeros(x.shape()));
        assertRefused(
                "the shape (3, None) has a size that is not known yet (None, -1). Give a number of 0 or more for each axis.",
                () -> Tensor.zeros(3, -1));
        assertRefused(
                "the shape (None, None) has a size that is not known yet (None, -1). Give a number of 0 or more for each axis.",
                () -> Shape.of(-1, -1).rowSize());
    }

    @Test
    void aMaskHasABatchAxis() {
        final class Masking extends Unary {
            Masking() {
                super(in -> in);
            }

            @Override
            protected OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
                return new OutputMask(Shape.of(7), (xs, pass) -> xs.get(0));
            }
        }
        Symbol x = Input.of(7, 3);
        Model model = new Model(x, x.then(new Masking()));
        assertRefused(
                "masking (Masking): its computeMask returned a mask of shape (7), which has no batch axis. Axis 0 is the batch, -1, as in"
                        + " the shapes of the inputs.",
                () -> model.predict(Tensor.zeros(2, 7, 3)));
    }
}
