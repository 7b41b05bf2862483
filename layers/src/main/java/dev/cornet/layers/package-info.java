/**
 * Keras' layers ({@code keras.layers}) under their own names, and two more pooling layers: core, convolution, pooling, recurrent,
 * normalization, regularization, reshaping and merging layers. Package-private base classes ({@code Base…}, {@code KernelLayer}) have the
 * options that several layers share. Operations that run in place of layers, such as fused ones, extend {@code DerivedOperation}.
 *
 * <p>The package may use every package of the module {@code api}, and no other module; {@code applications} and {@code samples} use it. The
 * engine sees layers only as {@link dev.cornet.nn.Layer} and finds them by name through {@link dev.cornet.layers.LayersComponents}.
 *
 * <p>Begin with {@link dev.cornet.layers.Dense}, the shortest layer with weights, then {@link dev.cornet.layers.Conv2D}. For recurrent
 * layers begin with {@link dev.cornet.layers.SimpleRNN} and {@code RecurrentRun}; the design is explained in {@code
 * docs/decisions/2026-11-21-recurrent-steps.md} and {@code docs/decisions/2026-11-21-stateful-layers.md}.
 */
@NullMarked
package dev.cornet.layers;

import org.jspecify.annotations.NullMarked;
