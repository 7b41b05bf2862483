package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.exceptions.Arguments;
import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The area under a curve (AUC): by default the ROC curve, whose area is the probability that a random positive gets a higher prediction
 * than a random negative.
 *
 * <p>Counts are kept at {@code numThresholds} thresholds, so the error of the area is about 1 / numThresholds. With {@code multiLabel} each
 * column has its own curve, and the areas are averaged. References: Davis, Goadrich, "The relationship between precision-recall and ROC
 * curves", ICML 2006; Keras' AUC page.
 */
public final class AUC extends FluentMetric<AUC> {
    private static final int MAX_THRESHOLDS = 10_000_000;
    private static final double EPSILON = 1e-7;

    @Option
    private int numThresholds = 200;

    @Option
    private AucCurve curve = AucCurve.ROC;

    @Option
    private SummationMethod summationMethod = SummationMethod.INTERPOLATION;

    @Option
    private boolean multiLabel;

    @Option
    private @Nullable Integer numLabels;

    @Option
    private double @Nullable [] labelWeights;

    @Option
    private boolean fromLogits;

    @Option
    private double @Nullable [] thresholds;

    /** The number of thresholds, including one below 0 and one above 1; 2 or more, default 200. */
    public AUC numThresholds(int numThresholds) {
        this.numThresholds = numThresholds;
        return checked();
    }

    /** The curve by name: "ROC" (default), "PR" or "PRGAIN". */
    public AUC curve(String curve) {
        return curve(OptionChecks.choice(this, "curve", AucCurve.class, curve));
    }

    /** The curve; default {@link AucCurve#ROC}. */
    public AUC curve(AucCurve curve) {
        this.curve = curve;
        return checked();
    }

    /** The summation method by name: "interpolation" (default), "minoring" or "majoring". */
    public AUC summationMethod(String method) {
        return summationMethod(OptionChecks.choice(this, "summation_method", SummationMethod.class, method));
    }

    /** The summation method; default {@link SummationMethod#INTERPOLATION}. */
    public AUC summationMethod(SummationMethod method) {
        this.summationMethod = method;
        return checked();
    }

    /** True if columns are separate labels, each with its own curve; default false: one curve for all values. */
    public AUC multiLabel(boolean multiLabel) {
        this.multiLabel = multiLabel;
        return checked();
    }

    /** The expected number of columns, with multiLabel only; default not checked. */
    public AUC numLabels(int numLabels) {
        this.numLabels = numLabels;
        return checked();
    }

    /** One weight per column: that of the column's values or, with multiLabel, of its area. Default: equal weights. */
    public AUC labelWeights(double... weights) {
        this.labelWeights =
                Arguments.notNull(weights, "AUC.labelWeights", "weights").clone();
        return checked();
    }

    /** True if predictions are logits; default false: they are probabilities. */
    public AUC fromLogits(boolean fromLogits) {
        this.fromLogits = fromLogits;
        return checked();
    }

    /** The thresholds between 0 and 1 in ascending order, in place of evenly spaced ones; one below 0 and one above 1 are added. */
    public AUC thresholds(double... thresholds) {
        this.thresholds = Arguments.notNull(thresholds, "AUC", "thresholds").clone();
        return checked();
    }

    @Override
    public void check() {
        require(numThresholds >= 2, "num_thresholds must be 2 or more, got %s", numThresholds);
        require(
                numThresholds <= MAX_THRESHOLDS,
                "num_thresholds must be %s or less, got %s",
                MAX_THRESHOLDS,
                numThresholds);
        require(numLabels == null || multiLabel, "num_labels is for multi_label only, got %s", numLabels);
        require(
                labelWeights == null || Arrays.stream(labelWeights).allMatch(Double::isFinite),
                "label_weights must be finite numbers, got %s",
                labelWeights);
        if (thresholds != null) {
            for (int i = 0; i < thresholds.length; i++) {
                require(
                        thresholds[i] >= 0 && thresholds[i] <= 1 && (i == 0 || thresholds[i] > thresholds[i - 1]),
                        "thresholds must ascend between 0 and 1, got %s",
                        thresholds);
            }
        }
    }

    /** All thresholds. The first lies below 0 and the last above 1, so that each prediction exceeds the first and none the last. */
    private float[] allThresholds() {
        int inner = thresholds != null ? thresholds.length : numThresholds - 2;
        float[] allThresholds = new float[inner + 2];
        allThresholds[0] = (float) -EPSILON;
        for (int i = 0; i < inner; i++) {
            allThresholds[i + 1] = (float) (thresholds != null ? thresholds[i] : (i + 1.0) / (numThresholds - 1));
        }
        allThresholds[inner + 1] = (float) (1 + EPSILON);
        return allThresholds;
    }

    @Override
    public void update(MetricState state, Tensor target, Tensor prediction, @Nullable Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), prediction, weight);
        float[] allThresholds = allThresholds();
        int histogramSize = ThresholdCounts.histogramSize(allThresholds.length);
        state.ensureSize(multiLabel ? rows.columns() * histogramSize : histogramSize);
        for (int r = 0; r < rows.rows(); r++) {
            double w = rows.weight(r);
            for (int c = 0; c < rows.columns(); c++) {
                int i = r * rows.columns() + c;
                float p = prediction.data()[prediction.offset() + i];
                float probability = fromLogits ? (float) (1 / (1 + Math.exp(-p))) : Math.min(Math.max(p, 0f), 1f);
                double labelWeight = labelWeights == null || multiLabel ? 1 : labelWeights[c];
                boolean positive = target.data()[target.offset() + i] != 0;
                ThresholdCounts.add(
                        state,
                        multiLabel ? c * histogramSize : 0,
                        allThresholds,
                        positive,
                        probability,
                        w * labelWeight);
            }
        }
    }

    @Override
    public double result(MetricState state) {
        int thresholds = allThresholds().length;
        int histogramSize = ThresholdCounts.histogramSize(thresholds);
        double sum = 0;
        double weights = 0;
        for (int c = 0; c < state.size() / histogramSize; c++) {
            double w = multiLabel && labelWeights != null ? labelWeights[c] : 1;
            sum += w
                    * new AreaUnderCurve(
                                    new ThresholdCounts(state, c * histogramSize, thresholds), curve, summationMethod)
                            .area();
            weights += w;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireSameShape(name(), target.shape(), prediction.shape(), "");
        int columns = new PredictionRows(name(), prediction, null).columns();
        require(
                numLabels == null || numLabels == columns,
                "num_labels is %s, but there are %s outputs",
                numLabels,
                columns);
        require(
                labelWeights == null || labelWeights.length == columns,
                "expected a label weight for each of the %s outputs, got %s",
                columns,
                labelWeights);
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
