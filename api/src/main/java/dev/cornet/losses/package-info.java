/**
 * Losses, one file each.
 *
 * <p>2026-11-21: three decisions differ from Keras. Targets are checked on each batch (shape, range, NaN), since most wrong
 * trainings begin with wrong labels. The cross-entropy from logits has its true slope Σt·softmax(z) − t also for soft labels
 * that do not sum to 1, where TensorFlow takes their sum for 1. A row of predicted zeros counts as wrong instead of as NaN.
 */
@NullMarked
package dev.cornet.losses;

import org.jspecify.annotations.NullMarked;
