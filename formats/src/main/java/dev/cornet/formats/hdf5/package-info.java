/**
 * A reader for the part of HDF5 that h5py writes for Keras: groups, string attributes and numeric datasets.
 *
 * <p>Every address and length in a file is checked against the length of the file before memory is allocated, and the total amount of
 * metadata read is bounded by a multiple of that length. Features that Keras never uses (links, external and virtual datasets, filters
 * other than gzip, shuffle and fletcher32) are refused by name. Why this is not done by a library:
 * {@code docs/decisions/2026-11-30-own-hdf5-reader.md}. The reference is the HDF5 File Format Specification, version 3; class names follow
 * its terms.
 *
 * <p>This package uses {@code tensor}, {@code file} and {@code exceptions}; {@code dev.cornet.formats.keras} uses it.
 *
 * <p>Begin reading with {@link dev.cornet.formats.hdf5.Hdf5}, then {@link dev.cornet.formats.hdf5.Hdf5Dataset}.
 */
@NullMarked
package dev.cornet.formats.hdf5;

import org.jspecify.annotations.NullMarked;
