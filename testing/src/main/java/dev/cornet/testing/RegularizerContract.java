package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.random.RandomStream;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.FiniteDifference.Verdict;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The contract test of regularizers: {@code RegularizerContract.check(new MyRegularizer(), Shape.of(5, 4))}, with the shape of a weight.
 *
 * <p>It checks that
 * <ul>
 *   <li>penalty and gradient are finite, also for a weight of zeros, and the same if they are computed again;
 *   <li>the gradient is the derivative of the penalty by each value, at a kink any value between the left and the right derivative, and is
 *       added to dw;
 *   <li>the weight is not written;
 *   <li>all options are saved: read from its saved form, the regularizer gives the same penalty.
 * </ul>
 *
 * <p>A failed check is a {@link CornetException} that names it.
 */
public final class RegularizerContract {
    private final Regularizer regularizer;
    private final Tensor w;

    private RegularizerContract(Regularizer regularizer, Tensor w) {
        this.regularizer = regularizer;
        this.w = w;
    }

    /** Checks a regularizer on random weights of this shape. */
    public static void check(Regularizer regularizer, Shape shape) {
        Regularizer read = OptionsContract.check(Regularizer.class, regularizer);
        Tensor w = RandomTensors.awayFromZero(shape, new RandomStream(51));
        RegularizerContract contract = new RegularizerContract(regularizer, w);
        contract.checkGradient();
        contract.checkAdds();
        new RegularizerContract(regularizer, Tensor.zeros(shape)).gradient(0);
        double expected = contract.penalty(w);
        double got = new RegularizerContract(read, w).penalty(w);
        contract.require(
                expected == got, "read from its saved form it gives the penalty %s instead of %s", got, expected);
    }

    private double penalty(Tensor x) {
        float[] before = x.toArray();
        double penalty = regularizer.penalty(x);
        require(Arrays.equals(before, x.toArray()), "penalty writes to its weight");
        require(Double.isFinite(penalty), "the penalty is %s", penalty);
        require(penalty == regularizer.penalty(x), "computed again, the penalty differs");
        return penalty;
    }

    /** The gradient, added to a tensor of equal values. */
    private float[] gradient(float before) {
        float[] values = w.toArray();
        float[] dw = new float[w.size() + 2];
        Arrays.fill(dw, before);
        regularizer.addGradient(w, Tensor.wrap(dw, 1, w.shape()));
        require(Arrays.equals(values, w.toArray()), "addGradient writes to its weight");
        require(dw[0] == before && dw[dw.length - 1] == before, "addGradient writes beside dw: begin at dw.offset()");
        float[] gradient = Arrays.copyOfRange(dw, 1, dw.length - 1);
        for (int i = 0; i < gradient.length; i++) {
            require(Float.isFinite(gradient[i]), "the gradient of value %d is %s", i, gradient[i]);
        }
        return gradient;
    }

    private void checkAdds() {
        float[] first = gradient(0);
        float[] added = gradient(0.5f);
        for (int i = 0; i < first.length; i++) {
            require(
                    Math.abs(added[i] - first[i] - 0.5) <= 1e-5 * (1 + Math.abs(first[i])),
                    "the gradient of value %d is %s, and %s when dw was 0.5 before: it must be added to dw",
                    i,
                    first[i],
                    added[i]);
        }
    }

    private void checkGradient() {
        float[] gradient = gradient(0);
        double here = penalty(w);
        Tensor g = Tensor.of(gradient, gradient.length);
        double rms = Math.sqrt(RandomTensors.dot(g, g) / Math.max(1, g.size()));
        FiniteDifference difference = new FiniteDifference(rms, 2 * RandomCase.EPSILON * Math.abs(here));
        for (int i = 0; i < gradient.length; i++) {
            int at = i;
            DoubleUnaryOperator along = step -> {
                Tensor moved = w.copy();
                moved.data()[at] += (float) step;
                return penalty(moved);
            };
            Verdict verdict = difference.compare(along, here, gradient[i], FiniteDifference.STEP);
            boolean right = verdict == Verdict.AGREES
                    || (verdict == Verdict.INCONCLUSIVE
                            && difference.isBetweenOneSided(along, here, gradient[i], FiniteDifference.STEP));
            require(
                    right,
                    "the gradient of value %d is %g, but the penalty changes by %g per unit",
                    i,
                    gradient[i],
                    FiniteDifference.central(along, FiniteDifference.STEP));
        }
    }

    private void require(boolean condition, String format, Object... arguments) {
        OptionsContract.require(condition, regularizer, format, arguments);
    }
}
