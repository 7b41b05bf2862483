package dev.cornet.optimizers;

/**
 * A line search for a step length a that fulfils the strong Wolfe conditions (sufficient decrease and curvature),
 *
 * <pre>
 * φ(a) ≤ φ(0) + c₁·a·φ'(0),   |φ'(a)| ≤ c₂·|φ'(0)|
 * </pre>
 *
 * <p>It doubles a until an interval encloses such a point, then narrows the interval by cubic interpolation. Near a minimum, where rounding
 * errors hide the conditions, any point with a smaller loss is accepted. Reference: Nocedal, Wright, "Numerical optimization", 2nd edition,
 * algorithms 3.5 (line search) and 3.6 (zoom).
 */
final class WolfeLineSearch {
    private static final int MAX_DOUBLINGS = 20;
    private static final int MAX_ZOOM_STEPS = 30;

    /** The least distance of an interpolated point from either end, as a fraction of the interval. */
    private static final double MARGIN = 0.1;

    private final LineFunction line;
    private final float[] d;
    private final double c1;
    private final double maxDerivative;
    private final Point start;

    private record Point(double a, double loss, double derivative) {}

    WolfeLineSearch(LineFunction line, float[] d, double c1, double c2) {
        this.line = line;
        this.d = d;
        this.c1 = c1;
        this.start = new Point(0, line.startLoss(), LineFunction.dot(line.startGradient(), d));
        this.maxDerivative = c2 * Math.abs(start.derivative);
    }

    /**
     * Moves the weights to a point that fulfils the conditions; the first step length tried is {@code first}. Returns false, with the
     * weights at the start, if no point was found.
     */
    boolean run(double first) {
        Point previous = start;
        double a = first;
        for (int i = 0; i < MAX_DOUBLINGS; i++, a *= 2) {
            Point point = evaluate(a);
            if (!decreasesSufficiently(point) || (i > 0 && point.loss >= previous.loss)) {
                return zoom(previous, point);
            }
            if (Math.abs(point.derivative) <= maxDerivative) {
                return true;
            }
            if (point.derivative >= 0) {
                return zoom(point, previous);
            }
            previous = point;
        }
        return true; // the loss decreased with each doubling: stay at the last point
    }

    private Point evaluate(double a) {
        double loss = line.evaluate(a, d);
        return new Point(a, loss, line.derivative(d));
    }

    private boolean decreasesSufficiently(Point p) {
        return p.loss <= start.loss + c1 * p.a * start.derivative;
    }

    /**
     * Narrows an interval until it gives a point that fulfils the conditions (algorithm 3.6).
     *
     * @param low the end of the interval with the smaller loss, whose derivative points to the other end
     */
    private boolean zoom(Point low, Point other) {
        for (int i = 0; i < MAX_ZOOM_STEPS; i++) {
            Point point = evaluate(interpolate(low, other));
            if (!decreasesSufficiently(point) || point.loss >= low.loss) {
                other = point;
            } else if (Math.abs(point.derivative) <= maxDerivative) {
                return true;
            } else {
                if (point.derivative * (other.a - low.a) >= 0) {
                    other = low;
                }
                low = point;
            }
        }
        if (low.loss < start.loss) {
            line.evaluate(low.a, d);
            return true;
        }
        line.restoreStart();
        return false;
    }

    /**
     * The minimum of the cubic that has the losses and derivatives of both points; the middle of the interval if there is no minimum or if
     * it lies too close to an end.
     */
    private static double interpolate(Point p, Point q) {
        double width = q.a - p.a;
        double middle = p.a + width / 2;
        if (!Double.isFinite(q.loss) || !Double.isFinite(q.derivative)) {
            return middle;
        }
        double u = p.derivative + q.derivative - 3 * (p.loss - q.loss) / (p.a - q.a);
        double root = Math.signum(width) * Math.sqrt(u * u - p.derivative * q.derivative);
        double a = q.a - width * (q.derivative + root - u) / (q.derivative - p.derivative + 2 * root);
        double fraction = (a - p.a) / width;
        return fraction >= MARGIN && fraction <= 1 - MARGIN ? a : middle;
    }
}
