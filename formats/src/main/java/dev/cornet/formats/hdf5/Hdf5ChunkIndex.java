package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A reader of the chunk indexes of data layout version 4: implicit, fixed array and version 2 B-tree. Reference: HDF5 file format, VII.
 */
final class Hdf5ChunkIndex {
    private static final int IMPLICIT = 2;
    private static final int FIXED_ARRAY = 3;
    private static final int EXTENSIBLE_ARRAY = 4;
    private static final int B_TREE = 5;

    private static final int PLAIN_RECORDS = 10;
    private static final int FILTERED_RECORDS = 11;
    private static final int MASK_BYTES = 4;
    private static final int CHECKSUM_BYTES = 4;

    private final Hdf5Input in;
    private final String array;
    private final long[] dims;
    private final int[] chunkShape;
    private final long chunkBytes;
    private final Set<Long> visited = new HashSet<>();
    private final List<Hdf5ChunkTree.Chunk> chunks = new ArrayList<>();

    Hdf5ChunkIndex(Hdf5Input in, String array, long[] dims, int[] chunk, int valueSize) {
        this.in = in;
        this.array = array;
        this.dims = dims;
        this.chunkShape = chunk;
        long bytes = valueSize;
        for (int i = 0; i < chunk.length && bytes <= Integer.MAX_VALUE; i++) {
            bytes *= chunk[i];
        }
        this.chunkBytes = bytes;
    }

    /** The number of bytes that a layout message has between the index type and the address, for parameters of this type of index. */
    static int optionBytes(int index, String array) {
        return switch (index) {
            case IMPLICIT -> 0;
            case FIXED_ARRAY -> 1;
            case B_TREE -> 6;
            default ->
                throw new ModelFormatException("the chunks of the array " + array + " are listed in "
                        + (index == EXTENSIBLE_ARRAY ? "a form for arrays that grow" : "a form of number " + index)
                        + ", which Keras never writes; write the file by h5py without libver=\"latest\"");
        };
    }

    /** The chunks that have been written. */
    List<Hdf5ChunkTree.Chunk> chunks(int index, long address) {
        if (address == Hdf5Input.UNDEFINED) {
            return chunks;
        } else if (chunkBytes > Integer.MAX_VALUE) {
            throw Hdf5Input.damaged("a chunk of the array " + array + " is longer than 2 GB");
        }
        switch (index) {
            case IMPLICIT -> {
                long count = Hdf5ChunkTree.expected(dims, chunkShape);
                for (long i = 0; i < count; i++) {
                    add(i, address + i * chunkBytes, chunkBytes, 0);
                }
            }
            case FIXED_ARRAY -> readFixedArray(address);
            default -> readBTree(address);
        }
        return chunks;
    }

    private void readFixedArray(long address) {
        ByteBuffer head = in.read(address, 8L + in.lengthBytes() + in.offsetBytes(), "FAHD");
        head.get(); // version
        boolean filtered = head.get() == 1;
        int entryBytes = head.get() & 255;
        int pageBits = head.get() & 255;
        long count = in.length(head);
        long block = in.offset(head);
        int lengthBytes = entryBytes - in.offsetBytes() - MASK_BYTES;
        if (count < 0 || count > in.length() || pageBits > 30 || (filtered && lengthBytes < 1)) {
            throw Hdf5Input.damaged("the table of the chunks of the array " + array + " is invalid");
        } else if (block == Hdf5Input.UNDEFINED) {
            return;
        } else if (count != Hdf5ChunkTree.expected(dims, chunkShape)) {
            throw new ModelFormatException(
                    "the array " + array + " may grow, which Keras' arrays never do; write it without maxshape");
        }
        long page = 1L << pageBits;
        boolean paged = count > page;
        int blockHeaderBytes = 6 + in.offsetBytes();
        in.read(block, 4, "FADB");
        long pages = paged ? (count + page - 1) / page : 1;
        long bitmapBytes = paged ? (pages + 7) / 8 : 0;
        ByteBuffer initialized = in.read(block + blockHeaderBytes, bitmapBytes);
        long at = block + blockHeaderBytes + bitmapBytes + (paged ? CHECKSUM_BYTES : 0);
        for (long p = 0; p < pages; p++) {
            long entries = Math.min(page, count - p * page);
            long length = entries * entryBytes;
            if (!paged || (initialized.get((int) (p / 8)) >> (7 - p % 8) & 1) != 0) {
                ByteBuffer list = in.read(at, length);
                for (long i = 0; i < (paged ? entries : count); i++) {
                    long chunkAddress = in.offset(list);
                    long stored = filtered ? Hdf5Input.number(list, lengthBytes) : chunkBytes;
                    add(p * page + i, chunkAddress, stored, filtered ? list.getInt() : 0);
                }
            }
            at += page * entryBytes + CHECKSUM_BYTES;
        }
    }

    private void readBTree(long address) {
        boolean filtered = Hdf5BTree.type(in, address) == FILTERED_RECORDS;
        for (ByteBuffer record : Hdf5BTree.records(in, address, filtered ? FILTERED_RECORDS : PLAIN_RECORDS)) {
            long chunkAddress = in.offset(record);
            int lengthBytes = record.remaining() - MASK_BYTES - 8 * dims.length;
            long stored = filtered ? Hdf5Input.number(record, lengthBytes) : chunkBytes;
            int mask = filtered ? record.getInt() : 0;
            long[] from = new long[dims.length];
            for (int axis = 0; axis < from.length; axis++) {
                from[axis] = record.getLong();
                if (from[axis] < 0 || from[axis] > Integer.MAX_VALUE) {
                    throw Hdf5Input.damaged("a chunk of the array " + array + " lies outside of it");
                }
                from[axis] *= chunkShape[axis];
            }
            add(from, chunkAddress, stored, mask);
        }
    }

    /** Adds the chunk with this number, counted in row-major order. */
    private void add(long number, long address, long length, int mask) {
        long[] from = new long[dims.length];
        long remaining = number;
        for (int axis = from.length - 1; axis >= 0; axis--) {
            long count = (dims[axis] + chunkShape[axis] - 1) / chunkShape[axis];
            from[axis] = remaining % count * chunkShape[axis];
            remaining /= count;
        }
        if (remaining != 0) {
            throw Hdf5Input.damaged("the array " + array + " has more chunks than there is room for");
        }
        add(from, address, length, mask);
    }

    private void add(long[] from, long address, long length, int mask) {
        if (address == Hdf5Input.UNDEFINED) {
            return;
        }
        in.requireInside(address, length);
        boolean inside = length <= Integer.MAX_VALUE - 8;
        for (int axis = 0; axis < from.length; axis++) {
            inside &= from[axis] < dims[axis];
        }
        if (!inside || !visited.add(address)) {
            throw Hdf5Input.damaged("a chunk of the array " + array + " is listed twice, or lies outside of it");
        }
        chunks.add(new Hdf5ChunkTree.Chunk(from, address, (int) length, mask));
    }
}
