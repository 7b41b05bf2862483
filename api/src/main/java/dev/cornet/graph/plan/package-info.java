/**
 * The plan of a graph: its calls as steps on numbered values, nested models included. It says what is computed, not how a batch is run.
 *
 * <p>It may use {@code nn} and everything below it. The engine in {@code graph} fuses the steps of a plan and runs them.
 *
 * <p>Begin reading with {@link dev.cornet.graph.plan.Plan} and {@link dev.cornet.graph.plan.Step}; {@code PlanBuilder} creates
 * them.
 */
@NullMarked
package dev.cornet.graph.plan;

import org.jspecify.annotations.NullMarked;
