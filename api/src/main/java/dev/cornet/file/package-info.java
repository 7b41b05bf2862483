/** Files that a user could lose or that a stranger wrote: whole or untouched when written, bounded and checked when read. */
@NullMarked
package dev.cornet.file;

import org.jspecify.annotations.NullMarked;
