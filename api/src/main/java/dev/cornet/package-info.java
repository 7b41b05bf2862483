/**
 * Cornet, Keras for Java: the settings of the whole library, and the provider of the components in the module api.
 *
 * <p>This package uses all other packages of the module api; none of them uses it. Users of the library call {@link dev.cornet.Cornet}.
 *
 * <p>Begin with {@link dev.cornet.Cornet}; to use the library, with {@link dev.cornet.models.Sequential} and
 * {@link dev.cornet.models.Model}.
 */
@NullMarked
package dev.cornet;

import org.jspecify.annotations.NullMarked;
