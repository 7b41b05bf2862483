/**
 * Text preprocessing: texts to word indices, sequences of equal length and vectors of word counts.
 *
 * <p>Results are those of Keras, compared with golden files. Hashes are MD5, the same on every machine and in every run. Uses the packages
 * tensor and exceptions; is used by users' programs and by the module samples.
 *
 * <p>Begin reading with {@link dev.cornet.preprocessing.text.TextVectorization}.
 */
@NullMarked
package dev.cornet.preprocessing.text;

import org.jspecify.annotations.NullMarked;
