/**
 * Options of components and their saved form. A component (layer, loss, metric, optimizer, initializer, …) declares each option as a
 * field marked {@link dev.cornet.config.Option}; from these fields this package writes and reads Keras' JSON records, and
 * {@link dev.cornet.config.Registry} finds components by name.
 *
 * <p>It uses only console, exceptions, tensor and file. All packages with components use it, and models, which saves them.
 *
 * <p>Begin with {@link dev.cornet.config.Configs} and {@link dev.cornet.config.Registry}.
 */
@NullMarked
package dev.cornet.config;

import org.jspecify.annotations.NullMarked;
