/**
 * Images: reading and writing, random transformations, and batches of them from arrays and folders.
 *
 * <p>The only package that knows {@code java.awt.image} and {@code javax.imageio}; neither needs a display. An image is a tensor
 * (height, width, channels) with values 0 … 255 as in the file, until {@code rescale} makes them smaller.
 */
@NullMarked
package dev.cornet.data.image;

import org.jspecify.annotations.NullMarked;
