/**
 * The exceptions that Cornet throws, one class per kind of cause, and checks of arguments and settings that throw them.
 *
 * <p>It uses only console; every package above may use it.
 *
 * <p>Begin with {@link dev.cornet.exceptions.CornetException}.
 */
@NullMarked
package dev.cornet.exceptions;

import org.jspecify.annotations.NullMarked;
