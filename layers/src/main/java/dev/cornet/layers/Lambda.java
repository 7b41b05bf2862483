package dev.cornet.layers;

import dev.cornet.config.Configurable;
import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * y = f(x) for a function in Java: {@code new Lambda(v -> v * v, v -> 2 * v)} with its derivative, or a {@link Function} of whole batches.
 *
 * <p>A model is saved only if the function is a class of its own, made known by {@code Cornet.register(MyFunction.class)}: a file holds no
 * code. For weights write a layer. Reference: Keras' Lambda page.
 */
public final class Lambda extends Fluent<Lambda> {
    /** A function of batches; it must not write to x. */
    @FunctionalInterface
    public interface Function extends Configurable {
        /** y for x (batch, …), and the way back from dy to dx. */
        Output apply(Tensor x, Pass pass);

        /** The shape of an output sample; default that of the input. */
        default Shape outputShape(Shape in) {
            return in;
        }
    }

    @Option(required = true)
    @SuppressWarnings("NullAway.Init") // read from records by reflection
    private Function function;

    @Option
    private @Nullable Shape outputShape;

    @SuppressWarnings("NullAway.Init") // see function
    private Lambda() {}

    /** f of whole batches, with its way back. */
    public Lambda(Function function) {
        this.function = Arguments.given(function, "Lambda", "function");
    }

    /** f of each value by itself, and its derivative. */
    public Lambda(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
        this(byValue(function, derivative));
    }

    private static Function byValue(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
        Arguments.allGiven("Lambda", "function", function, "derivative", derivative);
        return ((x, pass) -> {
            Tensor y = pass.tensor(x.shape());
            for (int i = 0; i < x.size(); i++) {
                y.data()[y.offset() + i] = (float) function.applyAsDouble(x.data()[x.offset() + i]);
            }
            return new Output(y, (dy, grads) -> {
                Tensor dx = pass.tensor(x.shape());
                for (int i = 0; i < x.size(); i++) {
                    double slope = derivative.applyAsDouble(x.data()[x.offset() + i]);
                    dx.data()[dx.offset() + i] = (float) (slope * dy.data()[dy.offset() + i]);
                }
                return dx;
            });
        });
    }

    /** The shape of an output sample, where it is another one than the function tells. */
    public Lambda outputShape(int... dims) {
        Arguments.given(dims, "Lambda.outputShape", "dims");
        outputShape = Shape.of(dims);
        return self();
    }

    @Override
    protected Shape outputShape(Shape in) {
        return outputShape != null ? outputShape : function.outputShape(in);
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Output out = function.apply(x, pass);
        Shape told = outputShape(x.shape().withoutBatch()).withBatch(x.shape().dim(0));
        requireShape(
                out.y().shape().equals(told),
                "the function gives %s for %s, but %s was told. Give outputShape(…).",
                out.y().shape(),
                x.shape(),
                told);
        return out;
    }
}
