/** Losses, one file each. */
@NullMarked
package dev.cornet.loss;

import org.jspecify.annotations.NullMarked;
