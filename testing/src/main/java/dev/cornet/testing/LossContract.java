package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.losses.Loss;
import dev.cornet.losses.RowLoss;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.FiniteDifference.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * The contract test of losses: {@code LossContract.check(new MyLoss(), yTrue, yPred)} with a few rows of typical targets and predictions.
 *
 * <p>It checks that
 * <ul>
 *   <li>losses are finite and depend on their own row alone, and 0 for a row that does not count ({@code counts});
 *   <li>the gradient is the derivative of the loss by each prediction (of up to 200; else by 200 drawn ones), and along random directions
 *       of the weighted loss of the batch, where two of three draws must agree. At a kink of the loss, any value between the left and the
 *       right derivative is accepted;
 *   <li>the gradient is multiplied by the scale of its row, and overwrites the buffer; it is 0 for rows of scale 0, which masks and weights
 *       exclude;
 *   <li>neither targets nor predictions are written;
 *   <li>the variant on logits, if there is one, gives the loss of the activated values, and passes these checks too.
 * </ul>
 *
 * <p>Of a loss that is no {@link RowLoss} it checks that its losses are finite, and the same if they are computed again; that the gradient
 * of their weighted sum is its derivative by each prediction and along random directions, is proportional to the weights, and the same if
 * it is computed again; that neither targets, predictions nor a field of the loss are written; and the variant on logits.
 *
 * <p>All options are saved: read from its saved form, the loss gives the same values. A failed check is a {@link CornetException} that
 * names it.
 */
public final class LossContract {
    private static final int DRAWS = 3;
    private static final int COMPONENTS = 200;

    private final RowLoss<?> loss;
    private final Tensor target;
    private final Tensor prediction;
    private final int n;

    private LossContract(RowLoss<?> loss, Tensor target, Tensor prediction) {
        this.loss = loss;
        this.target = target;
        this.prediction = prediction;
        this.n = prediction.shape().last();
    }

    /** Checks a loss on copies of these targets and predictions. */
    public static void check(Loss loss, Tensor target, Tensor prediction) {
        if (loss instanceof RowLoss<?> rowLoss) {
            checkRows(rowLoss, target, prediction);
            new LossContract(rowLoss, target.copy(), prediction.copy()).checkLogits();
        } else {
            BatchLossContract.check(loss, target, prediction);
        }
        checkSaving(loss, target, prediction);
    }

    private static void checkSaving(Loss loss, Tensor target, Tensor prediction) {
        Loss read = OptionsContract.check(Loss.class, loss);
        OptionsContract.require(
                Arrays.equals(
                        loss.evaluate(target, prediction).toArray(),
                        read.evaluate(target, prediction).toArray()),
                loss,
                "read from its saved form it gives other losses: an option lacks @Option");
    }

    private static void checkRows(RowLoss<?> loss, Tensor target, Tensor prediction) {
        loss.checkTargets(target, prediction);
        LossContract contract = new LossContract(loss, target.copy(), prediction.copy());
        contract.checkRowsAlone();
        contract.checkComponents();
        contract.checkScales();
        contract.checkDirections();
    }

    private double[] losses(Tensor p) {
        double[] l = new double[Loss.rows(p)];
        float[] t = target.toArray();
        float[] before = p.toArray();
        loss.losses(target, p, l);
        requireUnwritten(t, before, p, "row");
        for (int r = 0; r < l.length; r++) {
            require(Double.isFinite(l[r]), "the loss of row %d is %s", r, l[r]);
        }
        return l;
    }

    private float[] gradient(Tensor p, float[] scales, float before) {
        float[] t = target.toArray();
        float[] unchanged = p.toArray();
        Tensor dp = Tensor.zeros(p.shape());
        Arrays.fill(dp.data(), before);
        loss.gradient(target, p, scales, dp);
        requireUnwritten(t, unchanged, p, "rowGradient");
        return dp.toArray();
    }

    private void requireUnwritten(float[] t, float[] p, Tensor now, String method) {
        require(
                Arrays.equals(t, target.toArray()) && Arrays.equals(p, now.toArray()),
                "%s writes to its targets or predictions",
                method);
    }

    private float[] ones() {
        float[] ones = new float[Loss.rows(prediction)];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The factors of the rows for sample weights of several sizes, one of them 0, and a mask that excludes the last sample. */
    private float[] weightedScales() {
        int samples = prediction.shape().dim(0);
        Tensor weight = Tensor.zeros(Shape.of(samples));
        Tensor mask = Tensor.zeros(weight.shape());
        for (int i = 0; i < samples; i++) {
            weight.data()[i] = i % 4 == 1 ? 0 : 0.5f + i % 3;
            mask.data()[i] = samples > 2 && i == samples - 1 ? 0 : 1;
        }
        float[] scales = new float[Loss.rows(prediction)];
        loss.rowScales(target, prediction, weight, mask, scales);
        return scales;
    }

    /** Every row alone has the loss that it has in the batch, and a row that does not count has the loss 0. */
    private void checkRowsAlone() {
        double[] l = losses(prediction);
        float[] counted = new float[l.length];
        loss.rowScales(target, prediction, null, counted);
        for (int r = 0; r < l.length; r++) {
            require(counted[r] != 0 || l[r] == 0, "row %d does not count, but its loss is %s instead of 0", r, l[r]);
        }
        int samples = prediction.shape().dim(0);
        for (int s = 0; s < samples; s++) {
            int rows = l.length / samples;
            double[] alone = new double[rows];
            loss.losses(target.rows(s, s + 1).copy(), prediction.rows(s, s + 1).copy(), alone);
            for (int r = 0; r < rows; r++) {
                require(
                        Math.abs(alone[r] - l[s * rows + r]) <= 1e-6 * (1 + Math.abs(alone[r])),
                        "sample %d alone has the loss %s, in a batch %s",
                        s,
                        alone[r],
                        l[s * rows + r]);
            }
        }
    }

    private void checkComponents() {
        int size = prediction.size();
        int[] order = new RandomStream(31).permutation(size);
        float[] gradient = gradient(prediction, ones(), 0);
        double[] here = losses(prediction);
        FiniteDifference difference = difference(gradient, here);
        for (int k = 0; k < Math.min(size, COMPONENTS); k++) {
            int i = size <= COMPONENTS ? k : order[k];
            int row = i / n;
            float p = prediction.data()[i];
            double step = FiniteDifference.STEP * Math.max(0.1, Math.abs(p));
            DoubleUnaryOperator along = d -> {
                Tensor moved = prediction.copy();
                moved.data()[i] = (float) (p + d);
                return losses(moved)[row];
            };
            Verdict verdict = difference.compare(along, here[row], gradient[i], step);
            boolean right = verdict == Verdict.AGREES
                    || (verdict == Verdict.INCONCLUSIVE
                            && difference.isBetweenOneSided(along, here[row], gradient[i], step));
            require(
                    right,
                    "the gradient of row %d in its prediction %d is %g, but the loss changes by %g per unit",
                    row,
                    i % n,
                    gradient[i],
                    FiniteDifference.central(along, step));
        }
    }

    /** Random directions for the predictions, and for these moved a little towards other rows. */
    private void checkDirections() {
        float[] scales = weightedScales();
        int misses = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            Tensor p = mixed(0.1f * draw);
            Tensor v = RandomTensors.direction(p.shape(), new RandomStream(32 + draw));
            for (int i = 0; i < v.size(); i++) {
                v.data()[i] *= (float) Math.max(0.1, Math.abs(p.data()[i]));
            }
            float[] gradient = gradient(p, scales, 0);
            double[] terms = losses(p);
            Arrays.setAll(terms, r -> scales[r] * terms[r]);
            DoubleUnaryOperator along = step -> {
                Tensor moved = p.copy();
                for (int i = 0; i < moved.size(); i++) {
                    moved.data()[i] = (float) (p.data()[i] + step * v.data()[i]);
                }
                double[] l = losses(moved);
                double sum = 0;
                for (int r = 0; r < l.length; r++) {
                    sum += scales[r] * l[r];
                }
                return sum;
            };
            double got = RandomTensors.dot(Tensor.of(gradient, gradient.length), v);
            double here = Arrays.stream(terms).sum();
            Verdict verdict = difference(gradient, terms).compare(along, here, got, FiniteDifference.STEP);
            misses += verdict == Verdict.AGREES ? 0 : 1;
            require(
                    misses < 2,
                    "along a random direction the weighted loss of the batch changes by %g, its gradient says %g",
                    FiniteDifference.central(along, FiniteDifference.STEP),
                    got);
        }
    }

    /**
     * The predictions, each moved by a share of the way to the same prediction of the next row, so that probabilities stay probabilities.
     */
    private Tensor mixed(float share) {
        Tensor p = prediction.copy();
        for (int i = 0; i < p.size(); i++) {
            float next = prediction.data()[(i + n) % p.size()];
            p.data()[i] += share * (next - p.data()[i]);
        }
        return p;
    }

    /** @param values the values of which the differentiated function is the sum */
    private static FiniteDifference difference(float[] gradient, double[] values) {
        Tensor g = Tensor.of(gradient, gradient.length);
        double rms = Math.sqrt(RandomTensors.dot(g, g) / Math.max(1, g.size()));
        double largest = Arrays.stream(values).map(Math::abs).max().orElse(0);
        return new FiniteDifference(rms, 2 * RandomCase.EPSILON * largest);
    }

    private void checkScales() {
        float[] gradient = gradient(prediction, ones(), 0);
        float[] scales = weightedScales();
        for (int r = 0; r < scales.length; r++) {
            scales[r] *= 2 * scales.length;
        }
        float[] scaled = gradient(prediction, scales, Float.NaN);
        for (int i = 0; i < gradient.length; i++) {
            float scale = scales[i / n];
            double expected = scale * gradient[i];
            require(
                    Math.abs(scaled[i] - expected) <= 1e-5 * (Math.abs(expected) + 1e-6),
                    "with scale %s the gradient of value %d is %s after it was %s with scale 1: it must be set, not"
                            + " added, and multiplied by scale",
                    scale,
                    i,
                    scaled[i],
                    gradient[i]);
        }
    }

    /**
     * Compares the variant on logits z with this loss on the activated values. A loss that has a variant for both softmax and sigmoid need
     * only equal it for one of them: as in Keras, a cross-entropy applies its own activation to the logits, whichever the model has
     * applied.
     */
    private void checkLogits() {
        Tensor z = RandomTensors.awayFromZero(prediction.shape(), new RandomStream(33));
        String difference = "";
        for (String activation : List.of("softmax", "sigmoid")) {
            RowLoss<?> onLogits = loss.fromLogitsVariant(activation);
            if (onLogits == null || onLogits == loss) {
                continue;
            }
            checkRows(onLogits, target, z);
            String found = difference(onLogits, z, activation);
            if (found.isEmpty()) {
                return;
            }
            difference = difference.isEmpty() ? found : difference;
        }
        require(difference.isEmpty(), "%s", difference);
    }

    /** The first difference between the loss of logits and that of the activated values; empty if there is none. */
    private String difference(RowLoss<?> onLogits, Tensor z, String activation) {
        double[] expected = losses(activated(z, activation));
        double[] got = new double[expected.length];
        onLogits.losses(target, z, got);
        for (int r = 0; r < got.length; r++) {
            if (!(Math.abs(expected[r] - got[r]) <= 1e-5 * (1 + Math.abs(expected[r])))) {
                return "the loss of row " + r + " is " + expected[r] + ", but " + got[r]
                        + " from logits (fromLogitsVariant of " + activation + ")";
            }
        }
        return "";
    }

    /** φ(z) for the activation of this name, along the last axis. */
    static Tensor activated(Tensor z, String activation) {
        int n = z.shape().last();
        Tensor p = Tensor.zeros(z.shape());
        for (int at = 0; at < z.size(); at += n) {
            double sum = 0;
            for (int i = at; i < at + n; i++) {
                sum += Math.exp(z.data()[i]);
            }
            for (int i = at; i < at + n; i++) {
                double e = Math.exp(z.data()[i]);
                p.data()[i] = (float) (activation.equals("softmax") ? e / sum : e / (1 + e));
            }
        }
        return p;
    }

    private void require(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw new CornetException(loss.name() + ": " + String.format(Locale.ROOT, format, arguments) + ".");
        }
    }
}
