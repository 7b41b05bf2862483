/** What Cornet throws. */
@NullMarked
package dev.cornet.exceptions;

import org.jspecify.annotations.NullMarked;
