package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.exceptions.Arguments;
import dev.cornet.losses.Targets;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The area under a curve that a moving threshold draws: how likely a 1 gets a higher prediction than a 0 (ROC).
 *
 * <p>The counts are kept at {@code numThresholds} thresholds, so the area is exact to about one over their number. With
 * {@code multiLabel} each column has a curve of its own, and the areas are averaged. References: Davis, Goadrich, "The
 * relationship between precision-recall and ROC curves", ICML 2006; Keras' AUC page.
 */
public final class AUC extends FluentMetric<AUC> {
    private static final int MOST = 10_000_000;
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

    /** How many thresholds, those at the ends included; 2 or more, default 200. */
    public AUC numThresholds(int numThresholds) {
        this.numThresholds = numThresholds;
        return checked();
    }

    /** "ROC" (default), "PR" or "PRGAIN". */
    public AUC curve(String curve) {
        return curve(OptionChecks.choice(this, "curve", AucCurve.class, curve));
    }

    /** Default {@link AucCurve#ROC}. */
    public AUC curve(AucCurve curve) {
        this.curve = curve;
        return checked();
    }

    /** "interpolation" (default), "minoring" or "majoring". */
    public AUC summationMethod(String method) {
        return summationMethod(OptionChecks.choice(this, "summation_method", SummationMethod.class, method));
    }

    /** Default {@link SummationMethod#INTERPOLATION}. */
    public AUC summationMethod(SummationMethod method) {
        summationMethod = method;
        return checked();
    }

    /** Whether columns are separate questions; default false: one curve for all values. */
    public AUC multiLabel(boolean multiLabel) {
        this.multiLabel = multiLabel;
        return checked();
    }

    /** The number of columns, for a check; with multiLabel only, default as the predictions have. */
    public AUC numLabels(int numLabels) {
        this.numLabels = numLabels;
        return checked();
    }

    /** A weight per column: of its values, or with multiLabel of its area. Default equal ones. */
    public AUC labelWeights(double... weights) {
        labelWeights = Arguments.given(weights, "AUC.labelWeights", "weights").clone();
        return checked();
    }

    /** Whether predictions are logits; default false: probabilities. */
    public AUC fromLogits(boolean fromLogits) {
        this.fromLogits = fromLogits;
        return checked();
    }

    /** Own thresholds in ascending order between 0 and 1, beside those at the ends. */
    public AUC thresholds(double... thresholds) {
        this.thresholds = Arguments.given(thresholds, "AUC", "thresholds").clone();
        return checked();
    }

    @Override
    public void check() {
        require(numThresholds >= 2, "num_thresholds must be 2 or more, got %s", numThresholds);
        require(numThresholds <= MOST, "num_thresholds must be %s or less, got %s", MOST, numThresholds);
        require(numLabels == null || multiLabel, "num_labels is for multi_label only, got %s", numLabels);
        require(
                labelWeights == null || Arrays.stream(labelWeights).allMatch(Double::isFinite),
                "label_weights must be finite numbers, got %s",
                Arrays.toString(labelWeights));
        if (thresholds != null) {
            for (int i = 0; i < thresholds.length; i++) {
                require(
                        thresholds[i] >= 0 && thresholds[i] <= 1 && (i == 0 || thresholds[i] > thresholds[i - 1]),
                        "thresholds must ascend between 0 and 1, got %s",
                        Arrays.toString(thresholds));
            }
        }
    }

    /** The ends lie outside 0 … 1, so that each value is above the first and none above the last. */
    private float[] limits() {
        int inner = thresholds != null ? thresholds.length : numThresholds - 2;
        float[] limits = new float[inner + 2];
        limits[0] = (float) -EPSILON;
        for (int i = 0; i < inner; i++) {
            limits[i + 1] = (float) (thresholds != null ? thresholds[i] : (i + 1.0) / (numThresholds - 1));
        }
        limits[inner + 1] = (float) (1 + EPSILON);
        return limits;
    }

    @Override
    public void update(MetricState state, Tensor target, Tensor prediction, @Nullable Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), prediction, weight);
        float[] limits = limits();
        int sums = ThresholdCounts.sums(limits.length);
        state.ensureSize(multiLabel ? rows.columns() * sums : sums);
        for (int r = 0; r < rows.rows(); r++) {
            double w = rows.weight(r);
            for (int c = 0; c < rows.columns(); c++) {
                int i = r * rows.columns() + c;
                float p = prediction.data()[prediction.offset() + i];
                float probability = fromLogits ? (float) (1 / (1 + Math.exp(-p))) : Math.min(Math.max(p, 0f), 1f);
                double share = labelWeights == null || multiLabel ? 1 : labelWeights[c];
                boolean positive = target.data()[target.offset() + i] != 0;
                ThresholdCounts.add(state, multiLabel ? c * sums : 0, limits, positive, probability, w * share);
            }
        }
    }

    @Override
    public double result(MetricState state) {
        int thresholds = limits().length;
        int sums = ThresholdCounts.sums(thresholds);
        double sum = 0;
        double weights = 0;
        for (int c = 0; c < state.size() / sums; c++) {
            double w = multiLabel && labelWeights != null ? labelWeights[c] : 1;
            sum += w
                    * new AreaUnderCurve(new ThresholdCounts(state, c * sums, thresholds), curve, summationMethod)
                            .sum();
            weights += w;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        Targets.requireSameShape(name(), target.shape(), prediction.shape(), "");
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
                Arrays.toString(labelWeights));
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
