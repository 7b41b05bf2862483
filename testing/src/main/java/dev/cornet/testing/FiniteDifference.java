package dev.cornet.testing;

import java.util.function.DoubleUnaryOperator;

/**
 * The comparison of a stated derivative g of a function f at 0 with central differences of f.
 *
 * <p>{@link #STEP} balances the two errors of a central difference of a function computed in float32, with values, derivatives and
 * arguments near 1: the truncation error h²/6·f‴, and the rounding error ε/h for the unit roundoff ε = 2⁻²⁴. Their sum is smallest at
 * h = (3ε)^⅓ ≈ 2⁻⁸, where both are below 10⁻⁵; at 2⁻⁷ it is about the same. The tolerance is far above that error, so that a function whose
 * curvature or rounding errors are a hundred times as large passes too, and below 1 %, which a wrong factor causes.
 *
 * <p>A kink of f (of relu, or of a maximum) within the step makes a central difference wrong although g is right. Such a point shows in the
 * differences themselves, without g: for a smooth f the central differences for h and h/2 agree, and the second difference f(h) − 2f(0) +
 * f(−h) divided by h halves with h. Only where one of the two fails is the comparison inconclusive.
 */
final class FiniteDifference {
    /** The displacement h for arguments of size 1. */
    static final double STEP = 0x1p-7;

    private static final double RELATIVE = 3e-3;
    private static final double OF_SCALE = 2e-3;
    private static final int FINER = 8;

    /** The result of a comparison. */
    enum Verdict {
        AGREES,
        WRONG,
        /** The differences for two steps do not agree with each other: f has a kink near 0. */
        INCONCLUSIVE
    }

    private final double scale;
    private final double rounding;

    /**
     * @param scale the typical size of a derivative: 0.2 % of it is tolerated even if the derivative itself is smaller
     * @param rounding the rounding error of one value of f
     */
    FiniteDifference(double scale, double rounding) {
        this.scale = scale;
        this.rounding = rounding;
    }

    /**
     * Compares g with the central differences of f for the steps h and h/2, and where these are inconclusive, for h/8 and h/16.
     *
     * @param f the function, by displacement
     * @param at0 f(0)
     */
    Verdict compare(DoubleUnaryOperator f, double at0, double g, double h) {
        Verdict verdict = compareWithTwoSteps(f, at0, g, h);
        return verdict == Verdict.INCONCLUSIVE ? compareWithTwoSteps(f, at0, g, h / FINER) : verdict;
    }

    private Verdict compareWithTwoSteps(DoubleUnaryOperator f, double at0, double g, double h) {
        double up = f.applyAsDouble(h);
        double down = f.applyAsDouble(-h);
        double central = (up - down) / (2 * h);
        if (Math.abs(central - g) <= tolerance(central, g, h)) {
            return Verdict.AGREES;
        }
        double halfUp = f.applyAsDouble(h / 2);
        double halfDown = f.applyAsDouble(-h / 2);
        double halfCentral = (halfUp - halfDown) / h;
        double tolerance = tolerance(halfCentral, g, h / 2);
        if (Math.abs(halfCentral - g) <= tolerance) {
            return Verdict.AGREES;
        }
        double second = (up - 2 * at0 + down) / h;
        double halfSecond = (halfUp - 2 * at0 + halfDown) / (h / 2);
        boolean smooth =
                Math.abs(central - halfCentral) <= tolerance / 2 && Math.abs(second / 2 - halfSecond) <= tolerance / 2;
        return smooth || !Double.isFinite(g + halfCentral) ? Verdict.WRONG : Verdict.INCONCLUSIVE;
    }

    /**
     * Whether g lies between the left and the right derivative of f at 0, differences for the step h/16: at a kink each value between them
     * is a derivative.
     */
    boolean isBetweenOneSided(DoubleUnaryOperator f, double at0, double g, double h) {
        double step = h / (2 * FINER);
        double right = (f.applyAsDouble(step) - at0) / step;
        double left = (at0 - f.applyAsDouble(-step)) / step;
        double tolerance = tolerance(Math.max(Math.abs(left), Math.abs(right)), g, step);
        return g >= Math.min(left, right) - tolerance && g <= Math.max(left, right) + tolerance;
    }

    private double tolerance(double difference, double g, double h) {
        return RELATIVE * Math.max(Math.abs(difference), Math.abs(g)) + OF_SCALE * scale + rounding / h;
    }

    /** (f(h) − f(−h))/2h, for messages. */
    static double central(DoubleUnaryOperator f, double h) {
        return (f.applyAsDouble(h) - f.applyAsDouble(-h)) / (2 * h);
    }
}
