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
 * A numerical check of a layer's gradients: backward is compared with central differences of forward.
 *
 * <p>For each input and each trainable weight, ⟨u, (f(x + h·v) − f(x − h·v))/2h⟩ must equal ⟨backward(u), v⟩ for a random output gradient u
 * and a random direction v of ±1. Near a kink (of relu, or of a maximum) the two differ although the gradient is right. Therefore up to four
 * random draws are tried, and one that agrees is enough.
 */
public final class GradientCheck {
    private static final int DRAWS = 4;
    private static final int ROWS = 3;
    private static final double TOLERANCE = 5e-3;

    private GradientCheck() {}

    /** Checks a built layer on random inputs of these sample shapes; a {@link CornetException} names the wrong gradient. */
    public static void check(Layer layer, boolean training, List<Shape> samples) {
        check(layer, training, samples, 0);
    }

    /** As {@link #check(Layer, boolean, List)}; if {@code below} is not 0, inputs are random integers in [0, below) and have no gradient. */
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

    /** Selects the input or weight that is checked. */
    private interface Target {
        Tensor in(List<Tensor> xs, Layer layer);
    }

    private static void agree(
            Layer layer, boolean training, List<Shape> samples, int below, String what, Target target) {
        double expected = 0;
        double got = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            RandomStream random = new RandomStream(100 + draw);
            List<Tensor> xs = RandomTensors.inputs(samples, ROWS, below, random);
            RandomTensors.fill(layer, random);
            Tensor at = target.in(xs, layer);
            LayerRun run = LayerRun.forward(layer, xs, training);
            List<Tensor> us = new ArrayList<>();
            run.ys()
                    .forEach(y -> us.add(
                            RandomTensors.uniform(y.shape(), random.foldIn(77).foldIn(us.size()))));
            LayerRun.BackwardResult backward = run.backward(us);
            Tensor gradient = gradient(layer, xs, at, backward, what);
            Tensor v = RandomTensors.signs(at.shape(), random.foldIn(78));
            expected = numericalDerivative(layer, xs, training, at, v, us);
            got = RandomTensors.dot(gradient, v);
            double scale = Math.sqrt(RandomTensors.dot(gradient, gradient)) + Math.abs(expected) + 1e-3;
            if (Math.abs(expected - got) <= TOLERANCE * scale) {
                return;
            }
        }
        throw new CornetException(layer.describe() + ": the gradient of " + what + (training ? " in training" : "")
                + " is wrong: along a random direction the output changes by " + expected + ", backward says " + got
                + ".");
    }

    private static Tensor gradient(
            Layer layer, List<Tensor> xs, Tensor at, LayerRun.BackwardResult backward, String what) {
        for (int i = 0; i < xs.size(); i++) {
            if (xs.get(i) == at) {
                Tensor dx = backward.dxs().get(i);
                if (dx == null) {
                    throw new CornetException(
                            layer.describe() + ": backward gives no gradient of " + what + " although it is required.");
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
                return Objects.requireNonNull(backward.dws().get(w));
            }
        }
        throw new IllegalStateException(what);
    }

    /** ⟨u, (f(x + h·v) − f(x − h·v))/2h⟩, where x is the tensor {@code at}; added losses count too. */
    private static double numericalDerivative(
            Layer layer, List<Tensor> xs, boolean training, Tensor at, Tensor v, List<Tensor> us) {
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
                sum += RandomTensors.dot(us.get(o), moved.ys().get(o));
            }
            sums.add(sum);
        }
        at.copyFrom(before);
        return (sums.get(0) - sums.get(1)) / (2 * h);
    }
}
