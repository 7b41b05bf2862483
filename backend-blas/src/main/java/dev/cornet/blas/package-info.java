/** The backend's primitives over OpenBLAS. */
@NullMarked
package dev.cornet.blas;

import org.jspecify.annotations.NullMarked;
