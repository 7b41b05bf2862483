package dev.cornet.regularizers;

import dev.cornet.backend.Ops;
import dev.cornet.backend.WorkerPool;
import dev.cornet.config.NameAware;
import dev.cornet.config.Option;
import dev.cornet.tensor.Tensor;

/**
 * The sum of the L1 and L2 penalties: Ω = l₁·Σ|w| + l₂·Σw², ∂Ω/∂w = l₁·sign w + 2·l₂·w.
 *
 * <p>The name "l1_l2" means factors of 0.01, as in Keras 1 and 2; the name "l1l2" means factors of 0, as in Keras 3. Reference: Keras' L1L2
 * page.
 */
public final class L1L2 extends Regularizer implements NameAware {
    private static final String WITH_FACTORS = "l1_l2";
    private static final double FACTOR = 0.01;

    @Option
    private double l1;

    @Option
    private double l2;

    private L1L2() {}

    /**
     * @param l1 the factor l₁, 0 or more
     * @param l2 the factor l₂, 0 or more
     */
    public L1L2(double l1, double l2) {
        this.l1 = l1;
        this.l2 = l2;
        check();
    }

    @Override
    public void requestedAs(String name) {
        if (name.equals(WITH_FACTORS)) {
            l1 = FACTOR;
            l2 = FACTOR;
        }
    }

    @Override
    public void check() {
        require(isValidFactor(l1), "l1 must be a finite number, 0 or more, got %s", l1);
        require(isValidFactor(l2), "l2 must be a finite number, 0 or more, got %s", l2);
    }

    @Override
    public double penalty(Tensor w) {
        return penalty(w, l1, l2);
    }

    @Override
    public void addGradient(Tensor w, Tensor dw) {
        addGradient(w, dw, l1, l2);
    }

    static boolean isValidFactor(double factor) {
        return factor >= 0 && factor < Double.POSITIVE_INFINITY;
    }

    static double penalty(Tensor w, double l1, double l2) {
        return (l1 == 0 ? 0 : l1 * ParallelSums.absolute(w)) + (l2 == 0 ? 0 : l2 * ParallelSums.squares(w));
    }

    static void addGradient(Tensor w, Tensor dw, double l1, double l2) {
        if (l1 != 0) {
            addL1Gradient(w, dw, (float) l1);
        }
        if (l2 != 0) {
            Ops.addScaled(dw, w, (float) (2 * l2));
        }
    }

    /**
     * dw += l₁·sign w. The sign is computed without a branch: multiplying twice scales the smallest denormal above 1, then values are
     * clipped to ±1.
     */
    private static void addL1Gradient(Tensor w, Tensor dw, float l1) {
        float[] x = w.data();
        float[] d = dw.data();
        int xo = w.offset();
        int dwo = dw.offset();
        WorkerPool.shared().range(w.size(), 16_384, (from, to) -> {
            for (int i = from; i < to; i++) {
                d[dwo + i] += l1 * Math.max(Math.min(x[xo + i] * 0x1p127f * 0x1p23f, 1f), -1f);
            }
        });
    }
}
