/** Reads the cases that real Keras wrote. */
package dev.cornet.golden;
