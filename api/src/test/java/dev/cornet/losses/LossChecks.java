package dev.cornet.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.function.Executable;

/** The data of two rows that the tests of losses compute by hand, and their comparisons. */
final class LossChecks {
    /** One-hot targets and predictions of two rows, the second of which is wrong; expected values are computed by hand. */
    static final Tensor T = Tensor.of(new float[][] {{0, 1, 0}, {0, 0, 1}});

    static final Tensor P = Tensor.of(new float[][] {{0.05f, 0.95f, 0}, {0.1f, 0.8f, 0.1f}});

    /** Predictions with no kink of a loss near them. */
    static final Tensor AWAY_FROM_KINKS = Tensor.of(new float[][] {{0.125f, 0.5f, 0.375f}, {0.25f, 0.6875f, 0.0625f}});

    /** Logits of two rows. */
    static final Tensor LOGITS = Tensor.of(new float[][] {{-1, 2, 0.5f}, {0.25f, -3, 1}});

    private LossChecks() {}

    static void check(GoldenCase golden, RowLoss<?> loss) {
        JsonNode tree = golden.tree();
        Tensor t = GoldenCase.tensor(tree.get("y_true"));
        Tensor p = GoldenCase.tensor(tree.get("y_pred"));
        Tensor w = tree.get("sample_weight").isNull() ? null : GoldenCase.tensor(tree.get("sample_weight"));
        loss.checkTargets(t, p);
        double[] l = losses(loss, t, p);
        for (Reduction reduction : Reduction.values()) {
            loss.reduction = reduction;
            JsonNode expected = tree.get("loss").get(goldenName(reduction));
            float[] scale = scales(loss, t, p, w);
            double sum = 0;
            for (int r = 0; r < l.length; r++) {
                sum += scale[r] * l[r];
                if (reduction == Reduction.NONE) {
                    close(GoldenCase.tensor(expected).data()[r], scale[r] * l[r], golden + ", row " + r);
                }
            }
            if (reduction != Reduction.NONE) {
                close(expected.asDouble(), sum, golden + ", " + reduction);
            }
        }
        loss.reduction = Reduction.SUM_OVER_BATCH_SIZE;
        float[] dp = gradient(loss, t, p, scales(loss, t, p, w));
        float[] expected = GoldenCase.tensor(tree.get("gradient")).data();
        for (int i = 0; i < dp.length; i++) {
            close(expected[i], dp[i], golden + ", gradient " + i);
        }
    }

    /** Returns the name of a reduction in the golden files, which store the mean under only one of its two names. */
    private static String goldenName(Reduction reduction) {
        return (reduction == Reduction.MEAN ? Reduction.SUM_OVER_BATCH_SIZE : reduction)
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private static void close(double expected, double got, String where) {
        assertEquals(expected, got, 1e-6 + 5e-6 * Math.abs(expected), where);
    }

    /** With logits the step is larger, because exponentials are computed in float32 and their rounding errors are divided by it. */
    static void checkGradientFromLogits(RowLoss<?> loss, Tensor t) {
        checkGradient(loss, t, LOGITS, 0x1p-7f);
    }

    static void checkGradient(RowLoss<?> loss, Tensor t, Tensor p) {
        checkGradient(loss, t, p, 0x1p-12f);
    }

    /** Compares the gradient with central differences in double precision; the step h is exact in float32. */
    private static void checkGradient(RowLoss<?> loss, Tensor t, Tensor p, float h) {
        float[] scale = {0.75f, 2};
        float[] dp = gradient(loss, t, p, scale);
        for (int i = 0; i < p.size(); i++) {
            int row = i / p.shape().last();
            Tensor up = p.copy();
            up.data()[i] += h;
            Tensor down = p.copy();
            down.data()[i] -= h;
            double derivative = (losses(loss, t, up)[row] - losses(loss, t, down)[row]) / (2 * h);
            assertEquals(scale[row] * derivative, dp[i], 2e-5 + 2e-5 * Math.abs(derivative), "dp " + i);
        }
    }

    static double[] losses(RowLoss<?> loss, Tensor t, Tensor p) {
        double[] l = new double[Loss.rows(p)];
        loss.losses(t, p, l);
        return l;
    }

    static float[] gradient(RowLoss<?> loss, Tensor t, Tensor p, float[] scale) {
        Tensor dp = Tensor.zeros(p.shape());
        loss.gradient(t, p, scale, dp);
        return dp.data();
    }

    static float[] scales(RowLoss<?> loss, Tensor t, Tensor p, Tensor w) {
        float[] scale = new float[Loss.rows(p)];
        loss.rowScales(t, p, w, scale);
        return scale;
    }

    /** Compares the losses of the two rows with values computed by hand, to five decimals. */
    static void assertLosses(RowLoss<?> loss, Tensor t, Tensor p, double... expected) {
        assertArrayEquals(expected, losses(loss, t, p), 6e-6);
    }

    static void assertFinite(RowLoss<?> loss, Tensor t, Tensor p) {
        float[] scale = new float[Loss.rows(p)];
        Arrays.fill(scale, 1);
        for (double l : losses(loss, t, p)) {
            assertTrue(Double.isFinite(l), () -> "loss " + l);
        }
        for (float d : gradient(loss, t, p, scale)) {
            assertTrue(Float.isFinite(d), () -> "gradient " + d);
        }
    }

    /** Compares the whole message of the exception. */
    static void assertRefused(String message, Executable work) {
        assertEquals(message, assertThrows(CornetException.class, work).getMessage());
    }
}
