/**
 * Text as numbers: words and their indices, sequences of equal length, vectors of counts.
 *
 * <p>Semantics are those of Keras, compared with golden cases; hashes are MD5, the same on every machine and in every run.
 */
@NullMarked
package dev.cornet.preprocessing.text;

import org.jspecify.annotations.NullMarked;
