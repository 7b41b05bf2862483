/**
 * Keras' callbacks: early stopping, checkpoints, learning-rate control, logging.
 *
 * <p>Each extends {@link dev.cornet.models.Callback}; those that watch a metric extend {@link dev.cornet.callbacks.MonitorCallback}. The
 * module uses the packages of the module api; the module samples uses it, and no code of api does.
 *
 * <p>Begin reading with {@link dev.cornet.callbacks.EarlyStopping}.
 */
@NullMarked
package dev.cornet.callbacks;

import org.jspecify.annotations.NullMarked;
