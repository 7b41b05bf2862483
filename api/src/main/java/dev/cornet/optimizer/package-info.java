/** Optimizers and learning-rate schedules, one file each. */
@NullMarked
package dev.cornet.optimizer;

import org.jspecify.annotations.NullMarked;
