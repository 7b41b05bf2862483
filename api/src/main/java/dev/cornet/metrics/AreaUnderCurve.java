package dev.cornet.metrics;

import static dev.cornet.metrics.ThresholdMetric.ratio;

/** The area under the curve through the points (x, y) of all thresholds, added up from right to left. */
record AreaUnderCurve(ThresholdCounts counts, AucCurve curve, SummationMethod summation) {
    double area() {
        double area = 0;
        for (int i = 0; i + 1 < counts.size(); i++) {
            area += curve == AucCurve.PR && summation == SummationMethod.INTERPOLATION
                    ? davisGoadrich(i)
                    : (x(i) - x(i + 1)) * height(y(i), y(i + 1));
        }
        return area;
    }

    private double height(double a, double b) {
        return switch (summation) {
            case INTERPOLATION -> (a + b) / 2;
            case MINORING -> Math.min(a, b);
            case MAJORING -> Math.max(a, b);
        };
    }

    private double x(int i) {
        return switch (curve) {
            case ROC -> ratio(fp(i), fp(i) + counts.trueNegatives(i));
            case PR -> recall(i);
            case PRGAIN -> tp(i) == 0 ? 0 : Math.max(0, 1 - odds(i) * fn(i) / tp(i));
        };
    }

    private double y(int i) {
        return switch (curve) {
            case ROC -> recall(i);
            case PR -> ratio(tp(i), tp(i) + fp(i));
            case PRGAIN -> tp(i) == 0 ? 1 : 1 - odds(i) * fp(i) / tp(i);
        };
    }

    /**
     * The area between two points if the true positives grow linearly with the predicted positives P: slope·(dTP + intercept·log(P / P')) /
     * (TP + FN), where P' is P at the next threshold.
     */
    private double davisGoadrich(int i) {
        double p = tp(i) + fp(i);
        double nextP = tp(i + 1) + fp(i + 1);
        double dtp = tp(i) - tp(i + 1);
        double slope = ratio(dtp, Math.max(p - nextP, 0));
        double intercept = tp(i + 1) - slope * nextP;
        double log = p > 0 && nextP > 0 ? Math.log(p / nextP) : 0;
        return ratio(slope * (dtp + intercept * log), tp(i + 1) + fn(i + 1));
    }

    private double recall(int i) {
        return ratio(tp(i), tp(i) + fn(i));
    }

    private double odds(int i) {
        return ratio(tp(i) + fn(i), counts.trueNegatives(i) + fp(i));
    }

    private double tp(int i) {
        return counts.truePositives(i);
    }

    private double fp(int i) {
        return counts.falsePositives(i);
    }

    private double fn(int i) {
        return counts.falseNegatives(i);
    }
}
