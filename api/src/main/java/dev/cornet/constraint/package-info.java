/** Projections of weights after each update. */
@NullMarked
package dev.cornet.constraint;

import org.jspecify.annotations.NullMarked;
