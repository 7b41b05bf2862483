/** What Cornet says to the user: progress, summaries and notices on standard output, warnings on standard error. It is not logging. */
@NullMarked
package dev.cornet.console;

import org.jspecify.annotations.NullMarked;
