/** Models: building, compiling, fitting, evaluating, predicting, saving. */
@NullMarked
package dev.cornet.model;

import org.jspecify.annotations.NullMarked;
