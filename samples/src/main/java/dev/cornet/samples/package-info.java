/** Short programs to run and to copy. */
@NullMarked
package dev.cornet.samples;

import org.jspecify.annotations.NullMarked;
