package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.losses.Loss;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/**
 * The contract test of losses: {@code LossContract.check(new MyLoss(), yTrue, yPred)} with a few rows of typical targets and predictions.
 *
 * <p>Checks that losses are finite, that the gradient is the derivative of the loss by each prediction, that it is multiplied by its scale and
 * overwrites the buffer, and that neither targets nor predictions are written. At a kink of the loss, any value between the left and the right
 * derivative is accepted. A failed check is a {@link CornetException} that names it.
 */
public final class LossContract {
    private static final double STEP = 2e-3;
    private static final double ROUNDING = 2e-4;
    private static final double TOLERANCE = 4e-3;

    private final Loss loss;
    private final Tensor target;
    private final Tensor prediction;

    private LossContract(Loss loss, Tensor target, Tensor prediction) {
        this.loss = loss;
        this.target = target;
        this.prediction = prediction;
    }

    /** Checks a loss on copies of these targets and predictions. */
    public static void check(Loss loss, Tensor target, Tensor prediction) {
        loss.checkTargets(target, prediction);
        LossContract contract = new LossContract(loss, target.copy(), prediction.copy());
        float[] gradient = contract.gradient(1, 0);
        contract.checkDerivatives(gradient);
        contract.checkScale(gradient);
    }

    private double[] losses(Tensor p) {
        double[] l = new double[Loss.rows(p)];
        float[] t = target.toArray();
        float[] before = p.toArray();
        loss.losses(target, p, l);
        requireUnwritten(t, before, p, "row");
        for (int r = 0; r < l.length; r++) {
            if (!Double.isFinite(l[r])) {
                throw broken("the loss of row " + r + " is " + l[r]);
            }
        }
        return l;
    }

    private float[] gradient(float scale, float before) {
        float[] t = target.toArray();
        float[] p = prediction.toArray();
        float[] scales = new float[Loss.rows(prediction)];
        Arrays.fill(scales, scale);
        Tensor dp = Tensor.zeros(prediction.shape());
        Arrays.fill(dp.data(), before);
        loss.gradient(target, prediction, scales, dp);
        requireUnwritten(t, p, prediction, "rowGradient");
        return dp.toArray();
    }

    private void requireUnwritten(float[] t, float[] p, Tensor now, String method) {
        if (!Arrays.equals(t, target.toArray()) || !Arrays.equals(p, now.toArray())) {
            throw broken(method + " writes to its targets or predictions");
        }
    }

    private void checkDerivatives(float[] gradient) {
        double[] here = losses(prediction);
        int n = prediction.shape().last();
        for (int i = 0; i < gradient.length; i++) {
            int row = i / n;
            double right = difference(i, row, here[row], STEP);
            double left = difference(i, row, here[row], -STEP);
            double margin = TOLERANCE * (Math.abs(left) + Math.abs(right) + Math.abs(gradient[i]))
                    + ROUNDING * Math.abs(here[row])
                    + 1e-6;
            if (!(gradient[i] >= Math.min(left, right) - margin && gradient[i] <= Math.max(left, right) + margin)) {
                throw broken(String.format(
                        Locale.ROOT,
                        "the gradient of row %d in its prediction %d is %g, but the loss changes by %g per unit",
                        row,
                        i % n,
                        gradient[i],
                        (left + right) / 2));
            }
        }
    }

    /** (l(p + h) − l(p))/h for the prediction at this index; h is relative to |p|. */
    private double difference(int at, int row, double here, double step) {
        Tensor moved = prediction.copy();
        float p = moved.data()[at];
        float next = (float) (p + step * Math.max(0.1, Math.abs(p)));
        moved.data()[at] = next;
        return (losses(moved)[row] - here) / ((double) next - p);
    }

    private void checkScale(float[] gradient) {
        float[] twice = gradient(2, Float.NaN);
        for (int i = 0; i < gradient.length; i++) {
            if (!(Math.abs(twice[i] - 2 * gradient[i]) <= 1e-5 * (Math.abs(gradient[i]) + 1e-6))) {
                throw broken("with scale 2 the gradient of value " + i + " is " + twice[i] + " after it was "
                        + gradient[i] + " with scale 1: it must be set, not added, and multiplied by scale");
            }
        }
    }

    private CornetException broken(String what) {
        return new CornetException(loss.name() + ": " + what + ".");
    }
}
