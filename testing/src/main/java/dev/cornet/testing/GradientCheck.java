package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Compares a layer's way back with two runs forward: ⟨u, (f(x + h·v) − f(x − h·v))/2h⟩ against ⟨backward(u), v⟩, for random u and a
 * random direction v of ±1, once for each input and each weight that learns.
 *
 * <p>A draw may lie so near to a kink (of relu, of a maximum) that the two cannot agree; so some draws may fail, a wrong gradient fails in
 * all of them.
 */
public final class GradientCheck {
    private static final int DRAWS = 4;
    private static final int ROWS = 3;
    private static final double TOLERANCE = 5e-3;

    private GradientCheck() {}

    /** Checks a built layer for random inputs of these sample shapes; a {@link CornetException} names what differs. */
    public static void check(Layer layer, boolean training, List<Shape> samples) {
        check(layer, training, samples, 0);
    }

    /** The same where inputs are whole numbers below {@code below}, which have no gradient; 0: any numbers. */
    static void check(Layer layer, boolean training, List<Shape> samples, int below) {
        List<Tensor> weights = layer.getWeights();
        try {
            for (int i = 0; below == 0 && i < samples.size(); i++) {
                int input = i;
                agree(
                        layer,
                        training,
                        samples,
                        below,
                        samples.size() == 1 ? "its input" : "input " + i,
                        (xs, l) -> xs.get(input));
            }
            for (int w = 0; w < layer.variables().size(); w++) {
                Variable variable = layer.variables().get(w);
                if (variable.trainable()) {
                    agree(
                            layer,
                            training,
                            samples,
                            below,
                            "\"" + variable.name() + "\"",
                            (xs, l) -> variable.mutableValue());
                }
            }
        } finally {
            layer.setWeights(weights);
        }
    }

    private interface Target {
        Tensor in(List<Tensor> xs, Layer layer);
    }

    private static void agree(
            Layer layer, boolean training, List<Shape> samples, int below, String what, Target target) {
        double expected = 0;
        double got = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            RandomStream noise = new RandomStream(100 + draw);
            List<Tensor> xs = Draws.inputs(samples, ROWS, below, noise);
            Draws.fill(layer, noise);
            Tensor at = target.in(xs, layer);
            LayerRun run = LayerRun.forward(layer, xs, training);
            List<Tensor> us = new ArrayList<>();
            run.ys()
                    .forEach(y ->
                            us.add(Draws.uniform(y.shape(), noise.foldIn(77).foldIn(us.size()))));
            LayerRun.Back back = run.backward(us);
            Tensor gradient = gradient(layer, xs, at, back, what);
            Tensor v = Draws.signs(at.shape(), noise.foldIn(78));
            expected = slope(layer, xs, training, at, v, us);
            got = Draws.dot(gradient, v);
            double scale = Math.sqrt(Draws.dot(gradient, gradient)) + Math.abs(expected) + 1e-3;
            if (Math.abs(expected - got) <= TOLERANCE * scale) {
                return;
            }
        }
        throw new CornetException(layer.describe() + ": the gradient of " + what + (training ? " in training" : "")
                + " is wrong: along a random direction the output changes by " + expected + ", backward says " + got
                + ".");
    }

    private static Tensor gradient(Layer layer, List<Tensor> xs, Tensor at, LayerRun.Back back, String what) {
        for (int i = 0; i < xs.size(); i++) {
            if (xs.get(i) == at) {
                Tensor dx = back.dxs().get(i);
                if (dx == null) {
                    throw new CornetException(
                            layer.describe() + ": backward gives no gradient of " + what + " although it is wanted.");
                }
                if (!dx.shape().equals(at.shape())) {
                    throw new CornetException(layer.describe() + ": the gradient of " + what + " has shape "
                            + dx.shape() + ", expected " + at.shape() + ".");
                }
                return dx;
            }
        }
        for (Variable w : layer.variables()) {
            if (w.mutableValue() == at) {
                return Objects.requireNonNull(back.dws().get(w));
            }
        }
        throw new IllegalStateException(what);
    }

    private static double slope(Layer layer, List<Tensor> xs, boolean training, Tensor at, Tensor v, List<Tensor> us) {
        double h = Math.min(4e-3, 0.8 / Math.max(1, at.size()) + 1e-3);
        Tensor before = at.copy();
        List<Double> sums = new ArrayList<>();
        for (int sign = 1; sign >= -1; sign -= 2) {
            for (int i = 0; i < at.size(); i++) {
                at.data()[at.offset() + i] = (float) (before.data()[i] + sign * h * v.data()[i]);
            }
            LayerRun moved = LayerRun.forward(layer, xs, training);
            double sum = moved.losses();
            for (int o = 0; o < us.size(); o++) {
                sum += Draws.dot(us.get(o), moved.ys().get(o));
            }
            sums.add(sum);
        }
        at.copyFrom(before);
        return (sums.get(0) - sums.get(1)) / (2 * h);
    }
}
