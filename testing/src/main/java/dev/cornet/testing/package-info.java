/** For tests of layers and backends, ours and users': gradient checks, the contracts of layers and of backends, golden files. */
@NullMarked
package dev.cornet.testing;

import org.jspecify.annotations.NullMarked;
