/**
 * The execution engine: a graph of operations, and the forward and backward run of a batch. {@link dev.cornet.graph.Graph} orders the
 * nodes, {@link dev.cornet.graph.plan.Plan} lists them as steps, {@code Partition} cuts the plan into segments, whose steps are fused by
 * {@code graph.fusion}, and {@link dev.cornet.graph.Executor} runs a batch by a {@code BatchRun}, whose slices are computed by
 * {@code SliceRun}s. {@code BatchValues} and {@code BatchGradients} hold the values and gradients that segments exchange.
 *
 * <p>It may use {@code nn} and everything below it, but no concrete layer, loss or model. Models use it for training, evaluation and
 * prediction; wrappers such as TimeDistributed use it to run inner models.
 *
 * <p>Begin reading with {@link dev.cornet.graph.Executor}, then {@code BatchRun} and {@code SliceRun}.
 */
@NullMarked
package dev.cornet.graph;

import org.jspecify.annotations.NullMarked;
