/** The contract between a layer and a pass: a layer is its options plus its weights, a pass is everything else. */
@NullMarked
package dev.cornet.layer;

import org.jspecify.annotations.NullMarked;
