package dev.cornet.testing;

import dev.cornet.nn.Arena;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The function whose gradient a layer's backward computes for the output gradients u: ⟨u, y⟩ plus the losses that the layer adds. It is
 * evaluated at the present values of inputs and weights, thousands of times for one check, so its pass and buffers are reused.
 */
final class WeightedOutput {
    private static final int OPERATIONS = 4;

    private final Layer layer;
    private final List<Tensor> xs;
    private final List<@Nullable Tensor> masks;
    private final boolean training;
    private final List<Tensor> us;
    private final Pass pass;
    private final double rounding;

    WeightedOutput(Layer layer, List<Tensor> xs, List<@Nullable Tensor> masks, boolean training, List<Tensor> us) {
        this.layer = layer;
        this.xs = xs;
        this.masks = masks;
        this.training = training;
        this.us = us;
        this.pass = new Pass(training, new RandomStream(0), new Arena());
        Outputs outputs = LayerRun.run(layer, xs, masks, training, pass);
        double squares = 0;
        for (int o = 0; o < us.size(); o++) {
            Tensor u = us.get(o);
            Tensor y = outputs.y(o);
            for (int i = 0; i < u.size(); i++) {
                double term = (double) u.data()[u.offset() + i] * y.data()[y.offset() + i];
                squares += term * term;
            }
        }
        this.rounding = OPERATIONS * RandomCase.EPSILON * (Math.sqrt(squares) + Math.abs(pass.losses()));
    }

    double value() {
        Outputs outputs = LayerRun.run(layer, xs, masks, training, pass);
        double sum = pass.losses();
        for (int o = 0; o < us.size(); o++) {
            sum += RandomTensors.dot(us.get(o), outputs.y(o));
        }
        return sum;
    }

    /** The value after a tensor among the inputs or weights has been moved by {@code step}·direction; the tensor is restored. */
    double moved(Tensor at, Tensor direction, double step) {
        float[] before = at.toArray();
        for (int i = 0; i < before.length; i++) {
            at.data()[at.offset() + i] = (float) (before[i] + step * direction.data()[direction.offset() + i]);
        }
        double moved = value();
        System.arraycopy(before, 0, at.data(), at.offset(), before.length);
        return moved;
    }

    /** The value after component {@code i} of a tensor has been increased by {@code step}; the component is restored. */
    double moved(Tensor at, int i, double step) {
        float before = at.data()[at.offset() + i];
        at.data()[at.offset() + i] = (float) (before + step);
        double moved = value();
        at.data()[at.offset() + i] = before;
        return moved;
    }

    /** The rounding error of {@link #value}: that of a few operations in float32 for each output, independent between outputs. */
    double rounding() {
        return rounding;
    }
}
