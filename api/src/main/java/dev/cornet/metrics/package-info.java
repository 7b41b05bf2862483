/**
 * Metrics, one file each: options in the metric, sums over an epoch in a {@link dev.cornet.metrics.MetricState}.
 *
 * <p>2026-11-21: a metric that is the mean of a loss has a class of its own under the same simple name, as in Keras, but none
 * of its arithmetic: it names the loss and {@link dev.cornet.metrics.LossMetric} does the rest. {@code Accuracy} resolves by
 * the shapes even when it is given as an object, as nobody wants the share of predictions that equal their label exactly.
 */
@NullMarked
package dev.cornet.metrics;

import org.jspecify.annotations.NullMarked;
