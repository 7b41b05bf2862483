/** Known data sets: one that is shipped, others that are fetched once. */
@NullMarked
package dev.cornet.data.set;

import org.jspecify.annotations.NullMarked;
