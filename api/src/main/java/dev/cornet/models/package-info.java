/** Models: building, compiling, fitting, evaluating, predicting, saving. */
@NullMarked
package dev.cornet.models;

import org.jspecify.annotations.NullMarked;
