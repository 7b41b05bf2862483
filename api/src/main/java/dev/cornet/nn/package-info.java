/**
 * The contract between a layer and a pass: a layer is its options plus its weights, a pass is everything else.
 *
 * <p>2026-11-21: what is computed from weights alone (filters in Winograd's form, a normalisation folded into a kernel) is kept where the
 * weights are, by their version, and not in layers or passes: so it is shared by all who run, made once, and a change of weights by anybody
 * is all that ends it. Who asks for {@link Variable#mutableValue} may write whenever they like; from then on the values themselves are looked at.
 */
@NullMarked
package dev.cornet.nn;

import org.jspecify.annotations.NullMarked;
