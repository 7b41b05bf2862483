/**
 * Images: reading and writing files, random augmentation, and batches of images from tensors and folders.
 *
 * <p>An image is a tensor (height, width, channels) with the values 0 … 255 of its file, until {@code rescale} changes them. Numbers are
 * those of Keras; {@code docs/decisions/2026-11-21-image-augmentation-follows-keras.md} lists the differences. This is the only package
 * that uses {@code java.awt.image} and {@code javax.imageio}; neither needs a display. Uses the package data and the packages that data
 * uses; is used by users' programs and by the module samples.
 *
 * <p>Begin reading with {@link dev.cornet.preprocessing.image.ImageDataGenerator}, the options, and
 * {@link dev.cornet.preprocessing.image.Flow}, the batches.
 */
@NullMarked
package dev.cornet.preprocessing.image;

import org.jspecify.annotations.NullMarked;
