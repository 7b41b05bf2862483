package dev.cornet.formats.hdf5;

import java.nio.ByteBuffer;

/**
 * The dataspace (sizes of all axes) of a dataset or an attribute.
 *
 * @param isNull true for a null dataspace, which has no value at all
 */
record Hdf5Dataspace(long[] dims, boolean isNull) {
    private static final int NULL_DATASPACE = 2;
    private static final int MAX_RANK = 32;

    /** Parses a dataspace message; the buffer's position is then after it. */
    static Hdf5Dataspace parse(ByteBuffer in, Hdf5Input file) {
        int version = in.get();
        int rank = in.get() & 255;
        in.get(); // flags
        int kind = in.get();
        if ((version != 1 && version != 2) || rank > MAX_RANK) {
            throw Hdf5Input.damaged("sizes of version " + version + " with " + rank + " axes");
        }
        if (version == 1) {
            in.getInt();
        }
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = file.length(in);
        }
        return new Hdf5Dataspace(dims, version == 2 && kind == NULL_DATASPACE);
    }

    /** The number of values; -1 if a size is negative or the number exceeds an int. */
    long count() {
        long count = isNull ? 0 : 1;
        for (long dim : dims) {
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                return -1;
            }
            count *= dim; // no overflow: both are below 2^31
            if (count > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return count;
    }
}
