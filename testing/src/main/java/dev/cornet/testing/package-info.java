/**
 * Checks for tests of layers, losses, metrics and backends, Cornet's own and users': contracts, a gradient check, single runs of a layer,
 * golden files, collected warnings.
 *
 * <p>Everything in {@code api} may be used here. Tests of all modules use this package, and users' tests by the artifact
 * {@code cornet-testing}; no module uses it outside tests, except the samples.
 *
 * <p>{@link dev.cornet.testing.LayerContract}, {@link dev.cornet.testing.LossContract} and the other contracts check
 * a class in one line each. Gradients are compared with central differences of the forward pass, along random directions and value by
 * value; {@code FiniteDifference} explains the step, the tolerance and the treatment of kinks.
 *
 * <p>Begin reading with {@link dev.cornet.testing.LayerContract}; {@link dev.cornet.testing.BackendContract} lists the operations of a
 * backend with the class that checks each.
 */
@NullMarked
package dev.cornet.testing;

import org.jspecify.annotations.NullMarked;
