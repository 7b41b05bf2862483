/** What Cornet throws. */
@NullMarked
package dev.cornet.error;

import org.jspecify.annotations.NullMarked;
