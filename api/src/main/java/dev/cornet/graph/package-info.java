/**
 * The graph over layers and how a step runs through it.
 *
 * <p>2026-11-21: a mask is one more value of the plan, made by one step and read by others; so it finds its way through slices, segments and
 * nested models as any value does, and which values have masks is known before the first batch. Where an output has a mask its loss waits for
 * the whole batch, because it is divided by the number of rows that count.
 */
@NullMarked
package dev.cornet.graph;

import org.jspecify.annotations.NullMarked;
