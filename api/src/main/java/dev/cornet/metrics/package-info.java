/**
 * Keras' metrics, one class per metric. A metric object holds options only; the sums of a run are in a {@link
 * dev.cornet.metrics.MetricState}.
 *
 * <p>Uses losses, tensor, config, console and exceptions. Used by models, which update metrics in fit and evaluate, and by callbacks, which
 * ask whether larger or smaller values are better.
 *
 * <p>Begin with {@link dev.cornet.metrics.Metric}, the contract, and {@link dev.cornet.metrics.CategoricalAccuracy}, a simple
 * implementation.
 */
@NullMarked
package dev.cornet.metrics;

import org.jspecify.annotations.NullMarked;
