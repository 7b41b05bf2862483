/**
 * Output: text for the user (progress, summaries, warnings) on standard output and standard error, and log messages for developers
 * through SLF4J.
 *
 * <p>It uses no other package of Cornet; every package may use it.
 *
 * <p>Begin with {@link dev.cornet.console.Console}.
 */
@NullMarked
package dev.cornet.console;

import org.jspecify.annotations.NullMarked;
