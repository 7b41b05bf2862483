/**
 * Readers of the files that Keras saves: {@code .keras}, {@code .weights.h5}, and the {@code .h5} files of all its versions, recognized by
 * their content.
 *
 * <p>Reading a file gives a whole model or one {@link dev.cornet.exceptions.ModelFormatException}. A file cannot run code, open another
 * file, or take more memory than {@link dev.cornet.file.Limits} allows: links and external data are refused, and sizes are checked before
 * memory is allocated.
 *
 * <p>This package may use all of {@code api} and {@code dev.cornet.formats.hdf5}. No class uses it directly: {@code Model.load} and {@code
 * model.loadWeights} find it as a service ({@link dev.cornet.models.ModelFormat}).
 *
 * <p>Begin reading with {@link dev.cornet.formats.keras.KerasFormat}, then {@link dev.cornet.formats.keras.Keras3Weights} for new files and
 * {@link dev.cornet.formats.keras.LegacyH5Weights} for old ones.
 */
@NullMarked
package dev.cornet.formats.keras;

import org.jspecify.annotations.NullMarked;
