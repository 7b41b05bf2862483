package dev.cornet.formats.hdf5;

import java.nio.ByteBuffer;

/**
 * The sizes of an array or an attribute.
 *
 * @param none true where there is no value at all
 */
record Hdf5Space(long[] dims, boolean none) {
    private static final int EMPTY = 2;
    private static final int HIGHEST_RANK = 32;

    /** Leaves the buffer behind what it has read. */
    static Hdf5Space parse(ByteBuffer in, Hdf5Input file) {
        int version = in.get();
        int rank = in.get() & 255;
        in.get(); // flags
        int kind = in.get();
        if ((version != 1 && version != 2) || rank > HIGHEST_RANK) {
            throw Hdf5Input.damaged("sizes of version " + version + " with " + rank + " axes");
        }
        if (version == 1) {
            in.getInt();
        }
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = file.length(in);
        }
        return new Hdf5Space(dims, version == 2 && kind == EMPTY);
    }

    /** The number of values; -1 where it is beyond all bounds. */
    long count() {
        long count = none ? 0 : 1;
        for (long dim : dims) {
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                return -1;
            }
            count *= dim; // both below 2^31
            if (count > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return count;
    }
}
