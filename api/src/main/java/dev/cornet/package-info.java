/** Cornet: Keras for Java. */
@NullMarked
package dev.cornet;

import org.jspecify.annotations.NullMarked;
