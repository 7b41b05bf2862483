package dev.cornet.optimizers;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * The loss along a line through the weights, φ(a) = loss(w + a·d), where w is the vector of all weights. It also has the gradient at the
 * point evaluated last. Sums are computed in double, because near a minimum the last digits of float32 matter.
 */
final class LineFunction {
    private final List<Variable> weights;
    private final List<Tensor> gradients;
    private final LossClosure closure;
    private final double startLoss;
    private final float[] start;
    private final float[] startGradient;
    private final float[] gradient;

    LineFunction(List<Variable> weights, List<Tensor> gradients, double loss, LossClosure closure) {
        this.weights = weights;
        this.gradients = gradients;
        this.closure = closure;
        this.startLoss = loss;
        int n = weights.stream().mapToInt(w -> w.shape().size()).sum();
        start = new float[n];
        concatenate(weights.stream().map(Variable::value).toList(), start);
        startGradient = new float[n];
        concatenate(gradients, startGradient);
        gradient = startGradient.clone();
    }

    private static void concatenate(List<Tensor> from, float[] to) {
        int offset = 0;
        for (Tensor x : from) {
            System.arraycopy(x.data(), x.offset(), to, offset, x.size());
            offset += x.size();
        }
    }

    int size() {
        return start.length;
    }

    /** φ(0) */
    double startLoss() {
        return startLoss;
    }

    /** The gradient at the start. */
    float[] startGradient() {
        return startGradient;
    }

    /** The norm of the gradient at the start. */
    double startGradientNorm() {
        return Math.sqrt(dot(startGradient, startGradient));
    }

    /** φ(a): moves the weights to w + a·d and evaluates loss and gradient. NaN and infinite losses are returned as positive infinity. */
    double evaluate(double a, float[] d) {
        int offset = 0;
        for (Variable w : weights) {
            float[] values = w.value().data();
            for (int i = 0; i < w.shape().size(); i++) {
                values[i] = (float) (start[offset + i] + a * d[offset + i]);
            }
            w.changed();
            offset += w.shape().size();
        }
        double loss = closure.get();
        concatenate(gradients, gradient);
        return Double.isFinite(loss) ? loss : Double.POSITIVE_INFINITY;
    }

    /** φ'(a) at the point evaluated last. */
    double derivative(float[] d) {
        return dot(gradient, d);
    }

    /** s: the difference between the current weights and those at the start, with the rounding of float32. */
    float[] displacement() {
        float[] s = new float[size()];
        concatenate(weights.stream().map(Variable::value).toList(), s);
        for (int i = 0; i < s.length; i++) {
            s[i] -= start[i];
        }
        return s;
    }

    /** y: the difference between the gradient evaluated last and that at the start. */
    float[] gradientChange() {
        float[] y = gradient.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] -= startGradient[i];
        }
        return y;
    }

    /** Restores the weights at the start exactly. */
    void restoreStart() {
        int offset = 0;
        for (int i = 0; i < weights.size(); i++) { // without an iterator: there may be no memory for one
            Variable w = weights.get(i);
            System.arraycopy(start, offset, w.value().data(), 0, w.shape().size());
            w.changed();
            offset += w.shape().size();
        }
    }

    /** The direction of steepest descent, −g at the start. */
    float[] steepestDescent() {
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
