package dev.cornet.optimizers;

/**
 * Looks along a line for a step a that fulfils the strong Wolfe conditions: the loss falls enough and the slope flattens,
 *
 * <pre>
 * φ(a) ≤ φ(0) + c₁·a·φ'(0),   |φ'(a)| ≤ c₂·|φ'(0)|
 * </pre>
 *
 * first by doubling, then between two places that enclose one, by cubic interpolation. Near an optimum, where rounding hides them, a
 * place that is merely lower will do. Reference: Nocedal, Wright, "Numerical optimization", 2nd edition, algorithms 3.5 and 3.6.
 */
final class WolfeSearch {
    private static final int MOST_DOUBLINGS = 20;
    private static final int MOST_CUTS = 30;

    /** An interpolated place keeps this part of the interval from either end. */
    private static final double MARGIN = 0.1;

    private final LineFunction line;
    private final float[] d;
    private final double c1;
    private final double flat;
    private final Place start;

    private record Place(double a, double loss, double slope) {}

    WolfeSearch(LineFunction line, float[] d, double c1, double c2) {
        this.line = line;
        this.d = d;
        this.c1 = c1;
        this.start = new Place(0, line.loss(), LineFunction.dot(line.gradient(), d));
        this.flat = c2 * Math.abs(start.slope);
    }

    /** Goes to such a place, trying {@code first} first; false, at the beginning, when there is none. */
    boolean run(double first) {
        Place before = start;
        double a = first;
        for (int i = 0; i < MOST_DOUBLINGS; i++, a *= 2) {
            Place here = visit(a);
            if (!fallsEnough(here) || (i > 0 && here.loss >= before.loss)) {
                return between(before, here);
            }
            if (Math.abs(here.slope) <= flat) {
                return true;
            }
            if (here.slope >= 0) {
                return between(here, before);
            }
            before = here;
        }
        return true; // lower at each doubling: the last place visited
    }

    private Place visit(double a) {
        double loss = line.visit(a, d);
        return new Place(a, loss, line.slope(d));
    }

    private boolean fallsEnough(Place p) {
        return p.loss <= start.loss + c1 * p.a * start.slope;
    }

    /** @param low the lower of the two ends, whose slope points to the other one */
    private boolean between(Place low, Place other) {
        for (int i = 0; i < MOST_CUTS; i++) {
            Place here = visit(cut(low, other));
            if (!fallsEnough(here) || here.loss >= low.loss) {
                other = here;
            } else if (Math.abs(here.slope) <= flat) {
                return true;
            } else {
                if (here.slope * (other.a - low.a) >= 0) {
                    other = low;
                }
                low = here;
            }
        }
        if (low.loss < start.loss) {
            line.visit(low.a, d);
            return true;
        }
        line.back();
        return false;
    }

    /** The minimum of the cubic through both places and slopes, held within the interval; its middle where there is none. */
    private static double cut(Place p, Place q) {
        double width = q.a - p.a;
        double middle = p.a + width / 2;
        if (!Double.isFinite(q.loss) || !Double.isFinite(q.slope)) {
            return middle;
        }
        double u = p.slope + q.slope - 3 * (p.loss - q.loss) / (p.a - q.a);
        double root = Math.signum(width) * Math.sqrt(u * u - p.slope * q.slope);
        double a = q.a - width * (q.slope + root - u) / (q.slope - p.slope + 2 * root);
        double part = (a - p.a) / width;
        return part >= MARGIN && part <= 1 - MARGIN ? a : middle;
    }
}
