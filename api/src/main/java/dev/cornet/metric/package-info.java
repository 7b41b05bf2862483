/** Metrics, one file each: sums that run over an epoch. */
@NullMarked
package dev.cornet.metric;

import org.jspecify.annotations.NullMarked;
