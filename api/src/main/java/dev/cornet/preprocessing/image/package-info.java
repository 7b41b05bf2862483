/**
 * Images: reading and writing, random transformations, and batches of them from arrays and folders.
 *
 * <p>The only package that knows {@code java.awt.image} and {@code javax.imageio}; neither needs a display. An image is a tensor
 * (height, width, channels) with values 0 … 255 as in the file, until {@code rescale} makes them smaller.
 *
 * <p>2026-11-21: numbers are those of Keras (SciPy's warps, Pillow's resizing and brightness), compared with golden cases; what differs is
 * said where it does: shifts along the axis that their option names and turns about the true centre ({@code keras3Axes} brings Keras'
 * back), validation images as they are, figures that were not fitted refused. Draws are counters of (seed, epoch, image) with a position
 * for each parameter, so neither threads nor other options move them; NumPy's own draws are not copied.
 *
 * <p>2026-11-21: a file that cannot be read is left out with its row, never replaced: labels cannot shift, and no image counts twice. Its
 * batch is shorter then, and an empty one is left out. Letters of captions are drawn from a font of our own, since a server without
 * fontconfig has none and AWT fails there.
 */
@NullMarked
package dev.cornet.preprocessing.image;

import org.jspecify.annotations.NullMarked;
