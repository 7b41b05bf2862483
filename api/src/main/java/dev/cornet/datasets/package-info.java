/**
 * Known data sets: {@link dev.cornet.datasets.Digits} is shipped with Cornet, the others are downloaded once.
 *
 * <p>Uses the package data with its file cache, and the packages that data uses; is used by users' programs and by the module samples.
 *
 * <p>Begin reading with {@link dev.cornet.datasets.Mnist}.
 */
@NullMarked
package dev.cornet.datasets;

import org.jspecify.annotations.NullMarked;
