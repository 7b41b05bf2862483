/**
 * Keras' initializers, one class per initializer: they fill new weights with constant or random values.
 *
 * <p>Uses random, tensor, backend, config and exceptions. Used by nn, where variables are initialized, by layers as options, and by
 * programs.
 *
 * <p>Begin with {@link dev.cornet.initializers.Initializer}, the contract, then read {@link dev.cornet.initializers.GlorotUniform}, the
 * default of most layers.
 */
@NullMarked
package dev.cornet.initializers;

import org.jspecify.annotations.NullMarked;
