/** Randomness as a function of counters: the same seed and position give the same value on any thread, in any order. */
@NullMarked
package dev.cornet.random;

import org.jspecify.annotations.NullMarked;
