/** Options stated once: annotated fields are the configuration, the documentation and the saved form of every unit. */
@NullMarked
package dev.cornet.config;

import org.jspecify.annotations.NullMarked;
