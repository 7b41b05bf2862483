/**
 * Safe reading and writing of files: atomic writes that never leave half a file, and readers of JSON, safetensors and .cornet archives that
 * check sizes and limits before they allocate memory, so that a damaged or malicious file can do no harm.
 *
 * <p>It uses only console, exceptions and tensor. The packages that read or write files use it: config, data, models, callbacks and others.
 *
 * <p>Begin with {@link dev.cornet.file.AtomicFile} and {@link dev.cornet.file.CornetArchive}.
 */
@NullMarked
package dev.cornet.file;

import org.jspecify.annotations.NullMarked;
