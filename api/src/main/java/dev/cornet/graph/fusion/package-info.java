/**
 * Changes of a plan that compute the same values in other steps: {@link dev.cornet.graph.fusion.StepFusion} replaces consecutive steps by
 * one fused operation, and {@link dev.cornet.graph.fusion.LogitSplit} splits activations off, so that a loss can read the logits. The
 * operations decide what can be fused ({@link dev.cornet.nn.Operation#fuse}); this package decides where.
 *
 * <p>It may use {@code graph.plan} and everything below it. Only the engine in {@code graph} uses it.
 *
 * <p>Begin reading with {@link dev.cornet.graph.fusion.StepFusion}.
 */
@NullMarked
package dev.cornet.graph.fusion;

import org.jspecify.annotations.NullMarked;
