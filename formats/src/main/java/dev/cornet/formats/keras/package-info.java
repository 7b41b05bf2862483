/**
 * Reads what Keras saves: {@code .keras}, {@code .weights.h5}, and the {@code .h5} files of all its versions, told by their content. {@code
 * Model.load} and {@code model.loadWeights} find this package as a service.
 *
 * <p>A file gives a whole model or one {@link dev.cornet.exceptions.ModelFormatException}. It cannot run code, open another file, or take more
 * memory than {@link dev.cornet.file.Limits} says: links and external data are refused, sizes are checked before memory is taken.
 */
@NullMarked
package dev.cornet.formats.keras;

import org.jspecify.annotations.NullMarked;
