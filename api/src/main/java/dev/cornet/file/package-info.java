/**
 * Safe reading and writing of files: atomic writes that never leave half a file, a JSON parser with limits, and the limits on what a file
 * may claim, which are checked before memory is allocated.
 *
 * <p>It uses only console and exceptions. The packages that read or write files use it: config, data, saving, callbacks and others.
 *
 * <p>Begin with {@link dev.cornet.file.AtomicFile} and {@link dev.cornet.file.Limits}.
 */
@NullMarked
package dev.cornet.file;

import org.jspecify.annotations.NullMarked;
