/** From data to batches: arrays, generators, folders of images, known data sets. */
@NullMarked
package dev.cornet.data;

import org.jspecify.annotations.NullMarked;
