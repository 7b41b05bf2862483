package dev.cornet.layers;

import dev.cornet.nn.Fluent;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Base class of recurrent cells: one step of a recurrent layer, which computes new states from x and the states before the step. {@link
 * RNN} applies it to all steps of a sequence.
 *
 * <p>A subclass has its weights from {@link #build}, and implements {@link #stateSizes} and {@link #step}. For example, h ← tanh(x·W +
 * h·U):
 *
 * <pre>{@code
 * protected Outputs step(Tensor x, List<Tensor> states, Pass pass) {
 *     Tensor h = pass.dot(x, w);
 *     Ops.add(h, pass.dot(states.get(0), u));
 *     … tanh of h
 *     return Outputs.of(h, (dh, grads) -> {
 *         … multiply dh by 1 - h²
 *         grads.addTransposedDot(w, x, dh);
 *         grads.addTransposedDot(u, states.get(0), dh);
 *         return List.of(pass.dotT(dh, w), pass.dotT(dh, u));
 *     });
 * }
 * }</pre>
 *
 * @param <L> the cell itself
 */
public abstract class RecurrentCell<L extends RecurrentCell<L>> extends Fluent<L> {
    /** The number of values of each state, for one sample. */
    protected abstract int[] stateSizes();

    /** The number of values of the output. Default: that of the first state. */
    protected int outputSize() {
        return stateSizes()[0];
    }

    /** Creates the weights for steps of shape {@code in}, (batch, features). */
    protected void build(Shape in) {}

    /**
     * Computes a step, and returns the new states with the backward function. The first state is also the output; a cell with another
     * output returns it before the states. The backward function is given the gradients of all that is returned, and returns those of x
     * and of all states. {@link Pass#random} returns the same stream in all steps, for a dropout mask that is the same in all steps.
     *
     * @param x the step (batch, features)
     * @param states the states before the step, each (batch, size)
     */
    protected abstract Outputs step(Tensor x, List<Tensor> states, Pass pass);

    /** Whether {@link #step} returns an output before the states. Default: if its size is not that of the first state. */
    protected boolean hasOwnOutput() {
        return outputSize() != stateSizes()[0];
    }

    @Override
    protected final void build(List<Shape> ins) {
        build(ins.get(0));
    }

    @Override
    protected final List<Shape> outputShapes(List<Shape> ins) {
        int[] sizes = stateSizes();
        require(sizes.length > 0, "stateSizes() is empty, but a cell has at least one state");
        requireShape(
                ins.size() == 1 + sizes.length,
                "takes one step and its states (%d), got %d inputs. Apply it to sequences by new RNN(cell).",
                sizes.length,
                ins.size());
        List<Shape> outs = new ArrayList<>();
        if (hasOwnOutput()) {
            outs.add(Shape.of(ins.get(0).dim(0), outputSize()));
        }
        for (int size : sizes) {
            outs.add(Shape.of(ins.get(0).dim(0), size));
        }
        return outs;
    }

    @Override
    protected final Outputs run(List<Tensor> xs, Pass pass) {
        return step(xs.get(0), xs.subList(1, xs.size()), pass);
    }

    /** Builds the cell, or checks that it fits, for sequences of shape {@code in}, (batch, steps, features). */
    final void buildFor(Shape in) {
        List<Shape> ins = new ArrayList<>(List.of(Shape.of(in.dim(0), in.last())));
        for (int size : stateSizes()) {
            ins.add(Shape.of(in.dim(0), size));
        }
        LayerAccess.buildOrCheck(this, ins);
    }
}
