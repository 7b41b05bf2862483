package dev.cornet.nn;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer of several inputs and one output: {@code new Add().of(a, b)}. A subclass implements the list forms of build, outputShape and
 * forward; everything else is as in {@link Layer}.
 *
 * @param <L> the type of the layer itself
 */
public abstract class Merge<L extends Merge<L>> extends Fluent<L> {
    /** Creates the weights for samples of these shapes. */
    protected void build(List<Shape> ins) {}

    /** Returns the shape of an output sample; throws if the input shapes do not fit together. */
    protected abstract Shape outputShape(List<Shape> ins);

    /** Computes y for a batch of each input, and returns it with the backward function. */
    protected abstract Merged forward(List<Tensor> xs, Pass pass);

    /** The result of {@code forward}: y, and the function that computes a gradient for each input from dy. */
    public record Merged(Tensor y, Merge.Way backward) implements Outputs {
        @Override
        public Tensor y(int i) {
            return y;
        }

        @Override
        public List<Tensor> ys() {
            return List.of(y);
        }

        @Override
        public List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads) {
            return backward.apply(dys.get(0), grads);
        }
    }

    /** The backward function of a merge layer; see {@link Backward} for the rules. */
    @FunctionalInterface
    public interface Way {
        List<@Nullable Tensor> apply(Tensor dy, Gradients grads);
    }

    @Override
    protected final List<Shape> buildAll(List<Shape> ins) {
        Shape out = LayerChecks.requireShape(this, outputShape(ins));
        build(ins);
        return List.of(out);
    }

    @Override
    protected final List<Shape> outputShapes(List<Shape> ins) {
        return List.of(LayerChecks.requireShape(this, outputShape(ins)));
    }

    @Override
    public final Outputs run(List<Tensor> xs, Pass pass) {
        return forward(xs, pass);
    }

    @Override
    protected final Output forward(Tensor x, Pass pass) {
        Merged out = forward(List.of(x), pass);
        return new Output(
                out.y(), (dy, grads) -> out.backward().apply(dy, grads).get(0));
    }
}
