package dev.cornet.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.exceptions.CornetException;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What holds for every loss. */
abstract class LossContract {
    /** One-hot targets and the predictions of the hand examples: two rows, the second one wrong. */
    static final Tensor T = Tensor.of(new float[][] {{0, 1, 0}, {0, 0, 1}});

    static final Tensor P = Tensor.of(new float[][] {{0.05f, 0.95f, 0}, {0.1f, 0.8f, 0.1f}});

    private static final Tensor INSIDE = Tensor.of(new float[][] {{0.125f, 0.5f, 0.375f}, {0.25f, 0.6875f, 0.0625f}});

    /** The loss with other options than the default ones, where it has any. */
    abstract Loss loss();

    /** The cases of Keras that other tests treat, with their reasons. */
    Set<String> elsewhere() {
        return Set.of();
    }

    /** Targets and predictions off all kinks, two rows each. */
    Tensor targets() {
        return T;
    }

    Tensor predictions() {
        return INSIDE;
    }

    @Test
    final void matchesKeras() {
        List<String> names = GoldenCase.index("losses").get(loss().getClass().getSimpleName());
        assertTrue(names.containsAll(elsewhere()));
        for (String name : names) {
            if (!elsewhere().contains(name)) {
                GoldenCase golden = GoldenCase.read("losses", name);
                check(golden, Configs.read(Loss.class, golden.tree().get("config")));
            }
        }
    }

    static void check(GoldenCase golden, Loss loss) {
        JsonNode tree = golden.tree();
        Tensor t = GoldenCase.tensor(tree.get("y_true"));
        Tensor p = GoldenCase.tensor(tree.get("y_pred"));
        Tensor w = tree.get("sample_weight").isNull() ? null : GoldenCase.tensor(tree.get("sample_weight"));
        loss.checkTargets(t, p);
        double[] l = losses(loss, t, p);
        for (Reduction reduction : Reduction.values()) {
            loss.reduction = reduction;
            JsonNode expected = tree.get("loss").get(named(reduction));
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

    /** The golden files know the mean by one of its two names. */
    private static String named(Reduction reduction) {
        return (reduction == Reduction.MEAN ? Reduction.SUM_OVER_BATCH_SIZE : reduction)
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private static void close(double expected, double got, String where) {
        assertEquals(expected, got, 1e-6 + 5e-6 * Math.abs(expected), where);
    }

    @Test
    final void gradientIsTheSlopeOfTheLoss() {
        checkSlope(loss(), targets(), predictions());
    }

    /** Logits go through exponentials in float: a longer step keeps their rounding small. */
    static void checkSlopeOnLogits(Loss loss, Tensor t) {
        Tensor z = Tensor.of(new float[][] {{-1, 2, 0.5f}, {0.25f, -3, 1}});
        checkSlope(loss, t, z, 0x1p-7f);
    }

    static void checkSlope(Loss loss, Tensor t, Tensor p) {
        checkSlope(loss, t, p, 0x1p-12f);
    }

    /** Central differences in double; the step h is exact in float. */
    private static void checkSlope(Loss loss, Tensor t, Tensor p, float h) {
        float[] scale = {0.75f, 2};
        float[] dp = gradient(loss, t, p, scale);
        for (int i = 0; i < p.size(); i++) {
            int row = i / p.shape().last();
            Tensor up = p.copy();
            up.data()[i] += h;
            Tensor down = p.copy();
            down.data()[i] -= h;
            double slope = (losses(loss, t, up)[row] - losses(loss, t, down)[row]) / (2 * h);
            assertEquals(scale[row] * slope, dp[i], 2e-5 + 2e-5 * Math.abs(slope), "dp " + i);
        }
    }

    @Test
    final void rowsDoNotDependOnHowTheBatchIsCut() {
        Tensor t = targets();
        Tensor p = predictions();
        float[] scale = {1, 0.5f};
        double[] l = losses(loss(), t, p);
        float[] dp = gradient(loss(), t, p, scale);
        int n = p.shape().last();
        for (int r = 0; r < 2; r++) {
            double[] alone = losses(loss(), t.rows(r, r + 1), p.rows(r, r + 1));
            assertEquals(l[r], alone[0]);
            float[] part = gradient(loss(), t.rows(r, r + 1), p.rows(r, r + 1), new float[] {scale[r]});
            assertArrayEquals(Arrays.copyOfRange(dp, r * n, (r + 1) * n), part);
        }
    }

    static double[] losses(Loss loss, Tensor t, Tensor p) {
        double[] l = new double[Loss.rows(p)];
        loss.losses(t, p, l);
        return l;
    }

    static float[] gradient(Loss loss, Tensor t, Tensor p, float[] scale) {
        Tensor dp = Tensor.zeros(p.shape());
        loss.gradient(t, p, scale, dp);
        return dp.data();
    }

    static float[] scales(Loss loss, Tensor t, Tensor p, Tensor w) {
        float[] scale = new float[Loss.rows(p)];
        loss.sampleScales(t, p, w, scale);
        return scale;
    }

    /** The losses of the two rows, to the five decimals of a hand computation. */
    static void assertLosses(Loss loss, Tensor t, Tensor p, double... expected) {
        assertArrayEquals(expected, losses(loss, t, p), 6e-6);
    }

    static void assertFinite(Loss loss, Tensor t, Tensor p) {
        float[] scale = new float[Loss.rows(p)];
        Arrays.fill(scale, 1);
        for (double l : losses(loss, t, p)) {
            assertTrue(Double.isFinite(l), () -> "loss " + l);
        }
        for (float d : gradient(loss, t, p, scale)) {
            assertTrue(Float.isFinite(d), () -> "gradient " + d);
        }
    }

    /** The whole message of a refusal. */
    static void assertRefused(String message, Executable work) {
        assertEquals(message, assertThrows(CornetException.class, work).getMessage());
    }
}
