/**
 * Short programs to run ({@code samples/run Name}) and to copy.
 *
 * <p>The programs use the public classes of all modules, as a user's programs do. No other package uses them.
 *
 * <p>Begin reading with {@link dev.cornet.samples.DigitsCnn}; {@code Chart}, {@code Curves}, {@code Mistakes} and {@code ShapePictures}
 * draw the pictures.
 */
@NullMarked
package dev.cornet.samples;

import org.jspecify.annotations.NullMarked;
