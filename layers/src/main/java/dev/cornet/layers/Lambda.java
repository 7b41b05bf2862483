package dev.cornet.layers;

import dev.cornet.config.Configurable;
import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Layer that applies a Java function: y = f(x). The function is given for single values together with its derivative, as in
 * {@code new Lambda(v -> v * v, v -> 2 * v)}, or as a {@link Function} of whole batches.
 *
 * <p>x (batch, …), y in the shape of x unless the function or {@link #outputShape} declares another. The model can be saved only if the
 * function is a named class registered by {@code Cornet.register(MyFunction.class)}, because files contain no code. A function with weights
 * needs a layer class of its own. Reference: Keras' Lambda page.
 */
public final class Lambda extends UnaryLayer<Lambda> {
    /** A function of batches; it must not write to x. */
    @FunctionalInterface
    public interface Function extends Configurable {
        /** Computes y for x (batch, …), with the backward that returns dx for dy. */
        Output apply(Tensor x, Pass pass);

        /** The shape of an output sample for input samples of shape {@code in}; by default the same. */
        default Shape outputShape(Shape in) {
            return in;
        }
    }

    @Option(required = true)
    @SuppressWarnings("NullAway.Init") // set by reflection when a saved model is read
    private Function function;

    @Option
    private @Nullable Shape outputShape;

    @SuppressWarnings("NullAway.Init") // see function
    private Lambda() {}

    /** A function of whole batches, with its backward. */
    public Lambda(Function function) {
        this.function = Arguments.notNull(function, "Lambda", "function");
    }

    /** A function of single values, and its derivative. */
    public Lambda(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
        this(byValue(function, derivative));
    }

    private static Function byValue(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
        Arguments.allNotNull("Lambda", "function", function, "derivative", derivative);
        return ((x, pass) -> {
            Tensor y = pass.tensor(x.shape());
            for (int i = 0; i < x.size(); i++) {
                y.data()[y.offset() + i] = (float) function.applyAsDouble(x.data()[x.offset() + i]);
            }
            return new Output(y, (dy, grads) -> {
                Tensor dx = pass.tensor(x.shape());
                for (int i = 0; i < x.size(); i++) {
                    double dydx = derivative.applyAsDouble(x.data()[x.offset() + i]);
                    dx.data()[dx.offset() + i] = (float) (dydx * dy.data()[dy.offset() + i]);
                }
                return dx;
            });
        });
    }

    /** The shape of an output sample; default {@link Function#outputShape}. */
    public Lambda outputShape(int... dims) {
        Arguments.notNull(dims, "Lambda.outputShape", "dims");
        outputShape = Shape.of(dims);
        return self();
    }

    @Override
    protected Shape outputShape(Shape in) {
        Shape sample = outputShape != null ? outputShape : function.outputShape(in.withoutBatch());
        requireShape(sample != null, "its outputShape returned null; return the shape of an output sample");
        return sample.withBatch(in.dim(0));
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Output out = function.apply(x, pass);
        Shape declared = outputShape(x.shape());
        requireShape(
                out.y().shape().equals(declared),
                "the function returned %s for %s, but %s was declared. Give outputShape(…).",
                out.y().shape(),
                x.shape(),
                declared);
        return out;
    }
}
