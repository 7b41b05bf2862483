/**
 * Reads the part of HDF5 that h5py writes for Keras: groups, attributes of text, arrays of numbers.
 *
 * <p>Every address and length of a file is checked against the file's own length before memory is taken, and all that is read of its
 * structure is bounded by a multiple of that length. What Keras never writes (links, external and virtual arrays, filters other than
 * gzip, shuffle and fletcher32) is refused by name. Reference: the HDF5 File Format Specification, version 3.
 */
@NullMarked
package dev.cornet.applications.hdf5;

import org.jspecify.annotations.NullMarked;
