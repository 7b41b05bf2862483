/**
 * Known data sets: one that is shipped, others that are fetched once.
 *
 * <p>2026-11-21: the digits are shuffled by a fixed rule before they are split. As they lie, the digits of each writer stand together, so
 * the last fifth would test on writers never seen; and Keras' validationSplit takes the last rows of what is left.
 */
@NullMarked
package dev.cornet.datasets;

import org.jspecify.annotations.NullMarked;
