/**
 * Reads the part of HDF5 that h5py writes for Keras: groups, attributes of text, arrays of numbers.
 *
 * <p>Every address and length of a file is checked against the file's own length before memory is taken, and all that is read of its
 * structure is bounded by a multiple of that length. What Keras never writes (links, external and virtual arrays, filters other than
 * gzip, shuffle and fletcher32) is refused by name. Reference: the HDF5 File Format Specification, version 3.
 *
 * <p>2026-11-30: this is code of our own although a library reads HDF5 (jHDF, which tests write files with). That library takes memory for
 * headers, chunks and filters as the file claims: four changed bytes in 24 KB made it take 2 GB, and only an OutOfMemoryError ended it.
 * To check all sizes before it reads means to walk the same headers, heaps and trees, which is most of a reader; what then remains to be
 * done is to gather chunks and to inflate them. One walk that checks and reads is less code than two, and three dependencies less.
 */
@NullMarked
package dev.cornet.formats.hdf5;

import org.jspecify.annotations.NullMarked;
