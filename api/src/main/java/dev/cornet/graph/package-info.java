/** The graph over layers and how a step runs through it. */
@NullMarked
package dev.cornet.graph;

import org.jspecify.annotations.NullMarked;
