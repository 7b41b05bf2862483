/** For tests of layers, ours and users': gradient checks, the layer contract, golden files. */
@NullMarked
package dev.cornet.testing;

import org.jspecify.annotations.NullMarked;
