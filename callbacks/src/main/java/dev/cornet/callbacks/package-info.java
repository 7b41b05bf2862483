/** Concrete callbacks of the training loop. */
@NullMarked
package dev.cornet.callbacks;

import org.jspecify.annotations.NullMarked;
