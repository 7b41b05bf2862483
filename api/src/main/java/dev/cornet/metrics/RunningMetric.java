package dev.cornet.metrics;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A metric together with a state, for use outside {@code fit} and {@code evaluate}.
 *
 * <pre>{@code
 * RunningMetric auc = new RunningMetric(new AUC());
 * auc.update(yTrue, yPred);                  // Keras' update_state, once per batch
 * double area = auc.result();
 * auc.reset();                               // Keras' reset_state
 * }</pre>
 *
 * <p>It may be used by one thread only; the metric inside may be shared.
 */
public final class RunningMetric {
    private final Metric metric;
    private MetricState state;

    public RunningMetric(Metric metric) {
        this.metric = Arguments.notNull(metric, "RunningMetric", "metric");
        this.state = metric.newState();
    }

    /** The metric, which holds options only. */
    public Metric metric() {
        return metric;
    }

    /** Adds a batch. */
    public void update(Tensor yTrue, Tensor yPred) {
        update(yTrue, yPred, null);
    }

    /** Adds a batch with one weight per sample, or per row. */
    public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor weight) {
        Arguments.allNotNull("RunningMetric.update", "yTrue", yTrue, "yPred", yPred);
        if (yPred.size() == 0 && yPred.shape().rank() > 0 && yPred.shape().dim(0) > 0) {
            throw new ShapeException(metric.name() + ": predictions of shape " + yPred.shape()
                    + " hold no values; the first axis counts the samples, the others their values.");
        }
        metric.checkTargets(yTrue, yPred);
        metric.update(state, yTrue, yPred, weight);
    }

    /** Adds the batches of {@code other}, whose metric must have the same options. */
    public void merge(RunningMetric other) {
        Arguments.notNull(other, "RunningMetric.merge", "other");
        state = metric.merge(state, other.state);
    }

    /** The value over all batches; 0 if there were none. */
    public double result() {
        return metric.result(state);
    }

    /** All values of a metric that has several. */
    public double[] results() {
        return metric.results(state);
    }

    /** Forgets all batches. */
    public void reset() {
        state = metric.newState();
    }

    @Override
    public String toString() {
        return metric.name() + ": " + result();
    }
}
