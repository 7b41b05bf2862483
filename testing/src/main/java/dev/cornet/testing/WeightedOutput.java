package dev.cornet.testing;

import dev.cornet.nn.Arena;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.PlainPass;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The function whose gradient a layer's backward computes for the output gradients u: ⟨u, y⟩ plus the losses that the layer adds. It is
 * evaluated at the present values of inputs and weights, thousands of times for one check, so its pass and buffers are reused.
 */
final class WeightedOutput {
    private static final int OPERATIONS = 4;
    private static final double SMALL_STEP = FiniteDifference.STEP / 32;

    private final Layer layer;
    private final List<Tensor> xs;
    private final List<@Nullable Tensor> masks;
    private final boolean training;
    private final List<Tensor> us;
    private final PlainPass pass;
    private final double rounding;

    WeightedOutput(Layer layer, List<Tensor> xs, List<@Nullable Tensor> masks, boolean training, List<Tensor> us) {
        this.layer = layer;
        this.xs = xs;
        this.masks = masks;
        this.training = training;
        this.us = us;
        this.pass = new PlainPass(training, new RandomStream(0), new Arena());
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

    /**
     * The rounding error of {@link #value} near the present value of a tensor: at least that of a few operations in float32 for each
     * output. Sums of thousands of terms have larger errors; they show in third differences for small steps, to which slope and curvature
     * contribute nothing. The median of three leaves out a kink.
     */
    double rounding(Tensor at, RandomStream random) {
        double[] third = new double[3];
        for (int k = 0; k < third.length; k++) {
            Tensor v = RandomTensors.direction(at.shape(), random.foldIn(k));
            double outer = moved(at, v, 3 * SMALL_STEP) - moved(at, v, -3 * SMALL_STEP);
            double inner = moved(at, v, SMALL_STEP) - moved(at, v, -SMALL_STEP);
            third[k] = Math.abs(outer - 3 * inner);
        }
        Arrays.sort(third);
        return Math.max(rounding, 2 * third[1]);
    }
}
