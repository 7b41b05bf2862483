/**
 * Counter-based random numbers: the same seed and position give the same value on any thread and in any order.
 *
 * <p>It uses no other package. Initializers, dropout, shuffling and augmentation use it.
 *
 * <p>Begin reading with {@link dev.cornet.random.RandomStream}.
 */
@NullMarked
package dev.cornet.random;

import org.jspecify.annotations.NullMarked;
