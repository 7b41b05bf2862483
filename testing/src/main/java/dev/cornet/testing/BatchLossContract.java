package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.losses.Loss;
import dev.cornet.losses.LossValues;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.FiniteDifference.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The part of {@link LossContract} for losses that are computed from several rows. */
final class BatchLossContract {
    private static final int DRAWS = 3;
    private static final int COMPONENTS = 200;

    private final Loss loss;
    private final Tensor target;
    private final Tensor prediction;

    private BatchLossContract(Loss loss, Tensor target, Tensor prediction) {
        this.loss = loss;
        this.target = target.copy();
        this.prediction = prediction.copy();
    }

    static void check(Loss loss, Tensor target, Tensor prediction) {
        checkGradient(loss, target, prediction);
        BatchLossContract contract = new BatchLossContract(loss, target, prediction);
        Tensor z = RandomTensors.awayFromZero(prediction.shape(), new RandomStream(33));
        for (String activation : List.of("softmax", "sigmoid")) {
            Loss onLogits = loss.fromLogitsVariant(activation);
            if (onLogits != null && onLogits != loss) {
                checkGradient(onLogits, target, z);
                contract.requireClose(
                        contract.losses(LossContract.activated(z, activation)),
                        new BatchLossContract(onLogits, target, z).losses(z),
                        1e-5,
                        "the losses of logits (fromLogitsVariant of " + activation + ") differ");
            }
        }
    }

    private static void checkGradient(Loss loss, Tensor target, Tensor prediction) {
        loss.checkTargets(target, prediction);
        BatchLossContract contract = new BatchLossContract(loss, target, prediction);
        contract.checkRepeated();
        contract.checkComponents();
        contract.checkDirections();
    }

    private double[] losses(Tensor p) {
        return evaluated(p, LossValues::toArray);
    }

    private float[] gradient(Tensor p, float[] scale) {
        Tensor dp = Tensor.zeros(p.shape());
        evaluated(p, values -> {
            values.gradient(scale, dp);
            return values.toArray();
        });
        return dp.toArray();
    }

    private interface Use {
        double[] of(LossValues values);
    }

    /** Evaluates the loss and uses the result; targets, predictions and fields must not be written by either. */
    private double[] evaluated(Tensor p, Use use) {
        float[] t = target.toArray();
        float[] before = p.toArray();
        Map<String, String> fields = FieldSnapshot.of(loss);
        LossValues values = loss.evaluate(target, p);
        require(values != null, "evaluate returns null");
        double[] l = use.of(values);
        require(
                Arrays.equals(t, target.toArray()) && Arrays.equals(before, p.toArray()),
                "evaluate or its gradient writes to its targets or predictions");
        String change = FieldSnapshot.firstChange(fields, FieldSnapshot.of(loss));
        require(change == null, "evaluate or its gradient writes the field %s", change);
        for (int j = 0; j < l.length; j++) {
            require(Double.isFinite(l[j]), "loss %d of the batch is %s", j, l[j]);
        }
        return l;
    }

    /** A factor for each loss, between 0.5 and 1.5. */
    private float[] scales() {
        RandomStream random = new RandomStream(34);
        float[] scales = new float[losses(prediction).length];
        for (int j = 0; j < scales.length; j++) {
            scales[j] = (float) (0.5 + random.uniform(j));
        }
        return scales;
    }

    private void checkRepeated() {
        double[] first = losses(prediction);
        requireClose(first, losses(prediction), 0, "computed again, the losses differ");
        float[] scales = scales();
        LossValues values = loss.evaluate(target, prediction);
        Tensor dp = Tensor.zeros(prediction.shape());
        Arrays.fill(dp.data(), Float.NaN);
        values.gradient(scales, dp);
        float[] once = dp.toArray();
        float[] half = scales.clone();
        for (int j = 0; j < half.length; j++) {
            half[j] *= 0.5f;
        }
        values.gradient(half, dp);
        for (int i = 0; i < once.length; i++) {
            require(
                    Math.abs(0.5 * once[i] - dp.data()[i]) <= 1e-5 * Math.abs(once[i]),
                    "the gradient of value %d is %s, and with half of the scales %s instead of half of that",
                    i,
                    once[i],
                    dp.data()[i]);
        }
    }

    private void checkComponents() {
        float[] scales = scales();
        float[] gradient = gradient(prediction, scales);
        double here = weighted(prediction, scales);
        FiniteDifference difference = difference(gradient, here);
        int size = prediction.size();
        int[] order = new RandomStream(31).permutation(size);
        for (int k = 0; k < Math.min(size, COMPONENTS); k++) {
            int i = size <= COMPONENTS ? k : order[k];
            double step =
                    FiniteDifference.STEP * Math.max(0.1, Math.abs(prediction.data()[i]));
            Tensor direction = Tensor.zeros(prediction.shape());
            direction.data()[i] = 1;
            DoubleUnaryOperator along = along(scales, direction);
            Verdict verdict = difference.compare(along, here, gradient[i], step);
            boolean right = verdict == Verdict.AGREES
                    || (verdict == Verdict.INCONCLUSIVE
                            && difference.isBetweenOneSided(along, here, gradient[i], step));
            require(
                    right,
                    "the gradient of value %d of the predictions is %g, but the weighted losses change by %g per unit",
                    i,
                    gradient[i],
                    FiniteDifference.central(along, step));
        }
    }

    private void checkDirections() {
        float[] scales = scales();
        float[] gradient = gradient(prediction, scales);
        double here = weighted(prediction, scales);
        int misses = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            Tensor v = RandomTensors.direction(prediction.shape(), new RandomStream(35 + draw));
            for (int i = 0; i < v.size(); i++) {
                v.data()[i] *= (float) Math.max(0.1, Math.abs(prediction.data()[i]));
            }
            DoubleUnaryOperator along = along(scales, v);
            double got = RandomTensors.dot(Tensor.of(gradient, gradient.length), v);
            Verdict verdict = difference(gradient, here).compare(along, here, got, FiniteDifference.STEP);
            misses += verdict == Verdict.AGREES ? 0 : 1;
            require(
                    misses < 2,
                    "along a random direction the weighted losses change by %g, their gradient says %g",
                    FiniteDifference.central(along, FiniteDifference.STEP),
                    got);
        }
    }

    /** The weighted sum of the losses along a line through the predictions. */
    private DoubleUnaryOperator along(float[] scales, Tensor v) {
        return step -> {
            Tensor moved = prediction.copy();
            for (int i = 0; i < moved.size(); i++) {
                moved.data()[i] = (float) (prediction.data()[i] + step * v.data()[i]);
            }
            return weighted(moved, scales);
        };
    }

    private double weighted(Tensor p, float[] scales) {
        double[] l = losses(p);
        require(
                l.length == scales.length,
                "other predictions of the same shape have %d losses instead of %d",
                l.length,
                scales.length);
        double sum = 0;
        for (int j = 0; j < l.length; j++) {
            sum += scales[j] * l[j];
        }
        return sum;
    }

    private static FiniteDifference difference(float[] gradient, double value) {
        Tensor g = Tensor.of(gradient, gradient.length);
        double rms = Math.sqrt(RandomTensors.dot(g, g) / Math.max(1, g.size()));
        return new FiniteDifference(rms, 2 * RandomCase.EPSILON * Math.abs(value));
    }

    private void requireClose(double[] expected, double[] got, double tolerance, String otherwise) {
        boolean close = expected.length == got.length;
        for (int j = 0; close && j < got.length; j++) {
            close = Math.abs(expected[j] - got[j]) <= tolerance * (1 + Math.abs(expected[j]));
        }
        require(close, "%s: expected %s, got %s", otherwise, Arrays.toString(expected), Arrays.toString(got));
    }

    private void require(boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new CornetException(loss.name() + ": " + String.format(Locale.ROOT, format, arguments) + ".");
        }
    }
}
