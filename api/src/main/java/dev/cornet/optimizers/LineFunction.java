package dev.cornet.optimizers;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * φ(a) = loss(w + a·d): the loss along a line through the weights, all of them end to end, with its gradient at the place last visited.
 * Sums are doubles: an optimum is approached to the last digits of float32.
 */
final class LineFunction {
    private final List<Variable> weights;
    private final List<Tensor> gradients;
    private final LossClosure batch;
    private final double startLoss;
    private final float[] start;
    private final float[] startGradient;
    private final float[] gradient;

    LineFunction(List<Variable> weights, List<Tensor> gradients, double loss, LossClosure batch) {
        this.weights = weights;
        this.gradients = gradients;
        this.batch = batch;
        this.startLoss = loss;
        int n = weights.stream().mapToInt(w -> w.shape().size()).sum();
        start = new float[n];
        gather(weights.stream().map(Variable::value).toList(), start);
        startGradient = new float[n];
        gather(gradients, startGradient);
        gradient = startGradient.clone();
    }

    private static void gather(List<Tensor> from, float[] to) {
        int at = 0;
        for (Tensor x : from) {
            System.arraycopy(x.data(), x.offset(), to, at, x.size());
            at += x.size();
        }
    }

    int size() {
        return start.length;
    }

    /** φ(0) */
    double loss() {
        return startLoss;
    }

    /** The gradient at the beginning. */
    float[] gradient() {
        return startGradient;
    }

    /** The length of the gradient at the beginning. */
    double norm() {
        return Math.sqrt(dot(startGradient, startGradient));
    }

    /** φ(a): goes there. NaN and infinity count as the top of a hill. */
    double visit(double a, float[] d) {
        int at = 0;
        for (Variable w : weights) {
            float[] values = w.value().data();
            for (int i = 0; i < w.shape().size(); i++) {
                values[i] = (float) (start[at + i] + a * d[at + i]);
            }
            w.changed();
            at += w.shape().size();
        }
        double loss = batch.get();
        gather(gradients, gradient);
        return Double.isFinite(loss) ? loss : Double.POSITIVE_INFINITY;
    }

    /** φ'(a) at the place last visited. */
    double slope(float[] d) {
        return dot(gradient, d);
    }

    /** s: how far the place last visited lies from the beginning, as the weights could be rounded. */
    float[] moved() {
        float[] s = new float[size()];
        gather(weights.stream().map(Variable::value).toList(), s);
        for (int i = 0; i < s.length; i++) {
            s[i] -= start[i];
        }
        return s;
    }

    /** y: how the gradient has changed between the beginning and the place last visited. */
    float[] turned() {
        float[] y = gradient.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] -= startGradient[i];
        }
        return y;
    }

    /** Puts the weights back, bit by bit. */
    void back() {
        int at = 0;
        for (Variable w : weights) {
            System.arraycopy(start, at, w.value().data(), 0, w.shape().size());
            w.changed();
            at += w.shape().size();
        }
    }

    /** −g */
    float[] down() {
        float[] d = new float[size()];
        for (int i = 0; i < d.length; i++) {
            d[i] = -startGradient[i];
        }
        return d;
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
