/**
 * Batches of training data, and their production on background threads.
 *
 * <p>{@link dev.cornet.data.Batches} is the source of batches that fit, evaluate and predict take; its implementation here reads tensors
 * in memory. {@link dev.cornet.data.Prefetch} produces batches on worker threads. {@link dev.cornet.data.NumericUtils} holds
 * {@code to_categorical} and {@code normalize}. Uses the packages tensor, backend, random, file and exceptions; is used by preprocessing,
 * datasets and models.
 *
 * <p>Begin reading with {@code Batches} and {@code ArrayBatches}.
 */
@NullMarked
package dev.cornet.data;

import org.jspecify.annotations.NullMarked;
