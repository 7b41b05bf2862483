/**
 * Changes of a plan that give the same values with less work: {@link dev.cornet.graph.fusion.StepFusion} replaces consecutive steps by fused
 * operations, and {@link dev.cornet.graph.fusion.LogitSplit} splits off the activations whose arguments a loss reads. The operations decide
 * what can be fused ({@link dev.cornet.nn.Operation#fuse}); this package decides where.
 *
 * <p>It may use {@code graph.plan} and everything below it. Only the engine in {@code graph} uses it.
 *
 * <p>Begin reading with {@link dev.cornet.graph.fusion.StepFusion}.
 */
@NullMarked
package dev.cornet.graph.fusion;

import org.jspecify.annotations.NullMarked;
