/**
 * Known networks with their ImageNet weights, and heat maps that show where in an image a network sees a class.
 *
 * <p>This package may use all of {@code api} and {@code dev.cornet.layers}. Weight files of Keras are read through
 * {@code Model.loadWeights}, by the module {@code dev.cornet.formats}. Only the samples use this package.
 *
 * <p>Begin reading with {@link dev.cornet.applications.Application} and {@link dev.cornet.applications.VGG16}; for heat maps with {@link
 * dev.cornet.applications.GradCam}.
 */
@NullMarked
package dev.cornet.applications;

import org.jspecify.annotations.NullMarked;
