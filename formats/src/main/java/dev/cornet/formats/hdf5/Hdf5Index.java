package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The newer forms in which the chunks of an array are listed: one behind the other, in a table, in a tree. Reference: HDF5 file format, VII. */
final class Hdf5Index {
    private static final int IMPLICIT = 2;
    private static final int FIXED = 3;
    private static final int GROWING = 4;
    private static final int TREE = 5;

    private static final int PLAIN_RECORDS = 10;
    private static final int PACKED_RECORDS = 11;
    private static final int MASK_BYTES = 4;
    private static final int SUM_BYTES = 4;

    private final Hdf5Input in;
    private final String array;
    private final long[] dims;
    private final int[] chunk;
    private final long chunkBytes;
    private final Set<Long> seen = new HashSet<>();
    private final List<Hdf5Chunks.Chunk> found = new ArrayList<>();

    Hdf5Index(Hdf5Input in, String array, long[] dims, int[] chunk, int valueSize) {
        this.in = in;
        this.array = array;
        this.dims = dims;
        this.chunk = chunk;
        long bytes = valueSize;
        for (int i = 0; i < chunk.length && bytes <= Integer.MAX_VALUE; i++) {
            bytes *= chunk[i];
        }
        this.chunkBytes = bytes;
    }

    /** The bytes that a form has for itself between its number and the address. */
    static int optionBytes(int index, String array) {
        return switch (index) {
            case IMPLICIT -> 0;
            case FIXED -> 1;
            case TREE -> 6;
            default ->
                throw new ModelFormatException("the chunks of the array " + array + " are listed in "
                        + (index == GROWING ? "a form for arrays that grow" : "a form of number " + index)
                        + ", which Keras never writes; write the file by h5py without libver=\"latest\"");
        };
    }

    /** Those that were written. */
    List<Hdf5Chunks.Chunk> chunks(int index, long address) {
        if (address == Hdf5Input.UNDEFINED) {
            return found;
        } else if (chunkBytes > Integer.MAX_VALUE) {
            throw Hdf5Input.damaged("a chunk of the array " + array + " is longer than any");
        }
        switch (index) {
            case IMPLICIT -> {
                long count = Hdf5Chunks.expected(dims, chunk);
                for (long i = 0; i < count; i++) {
                    add(i, address + i * chunkBytes, chunkBytes, 0);
                }
            }
            case FIXED -> table(address);
            default -> tree(address);
        }
        return found;
    }

    private void table(long address) {
        ByteBuffer head = in.read(address, 8L + in.lengthBytes() + in.offsetBytes(), "FAHD");
        head.get(); // version
        boolean packed = head.get() == 1;
        int entryBytes = head.get() & 255;
        int pageBits = head.get() & 255;
        long count = in.length(head);
        long block = in.offset(head);
        int lengthBytes = entryBytes - in.offsetBytes() - MASK_BYTES;
        if (count < 0 || count > in.length() || pageBits > 30 || (packed && lengthBytes < 1)) {
            throw Hdf5Input.damaged("the table of the chunks of the array " + array + " is none");
        } else if (block == Hdf5Input.UNDEFINED) {
            return;
        } else if (count != Hdf5Chunks.expected(dims, chunk)) {
            throw new ModelFormatException(
                    "the array " + array + " may grow, which Keras' arrays never do; write it without maxshape");
        }
        long page = 1L << pageBits;
        boolean paged = count > page;
        int frame = 6 + in.offsetBytes();
        in.read(block, 4, "FADB");
        long pages = paged ? (count + page - 1) / page : 1;
        long map = paged ? (pages + 7) / 8 : 0;
        ByteBuffer filled = in.read(block + frame, map);
        long at = block + frame + map + (paged ? SUM_BYTES : 0);
        for (long p = 0; p < pages; p++) {
            long entries = Math.min(page, count - p * page);
            long length = entries * entryBytes;
            if (!paged || (filled.get((int) (p / 8)) >> (7 - p % 8) & 1) != 0) {
                ByteBuffer list = in.read(at, length);
                for (long i = 0; i < (paged ? entries : count); i++) {
                    long place = in.offset(list);
                    long stored = packed ? Hdf5Input.number(list, lengthBytes) : chunkBytes;
                    add(p * page + i, place, stored, packed ? list.getInt() : 0);
                }
            }
            at += page * entryBytes + SUM_BYTES;
        }
    }

    private void tree(long address) {
        boolean packed = Hdf5Tree.type(in, address) == PACKED_RECORDS;
        for (ByteBuffer record : Hdf5Tree.records(in, address, packed ? PACKED_RECORDS : PLAIN_RECORDS)) {
            long place = in.offset(record);
            int lengthBytes = record.remaining() - MASK_BYTES - 8 * dims.length;
            long stored = packed ? Hdf5Input.number(record, lengthBytes) : chunkBytes;
            int mask = packed ? record.getInt() : 0;
            long[] from = new long[dims.length];
            for (int axis = 0; axis < from.length; axis++) {
                from[axis] = record.getLong();
                if (from[axis] < 0 || from[axis] > Integer.MAX_VALUE) {
                    throw Hdf5Input.damaged("a chunk of the array " + array + " lies outside of it");
                }
                from[axis] *= chunk[axis];
            }
            add(from, place, stored, mask);
        }
    }

    /** A chunk by its number, the last axis fastest. */
    private void add(long number, long address, long length, int mask) {
        long[] from = new long[dims.length];
        long left = number;
        for (int axis = from.length - 1; axis >= 0; axis--) {
            long count = (dims[axis] + chunk[axis] - 1) / chunk[axis];
            from[axis] = left % count * chunk[axis];
            left /= count;
        }
        if (left != 0) {
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
        if (!inside || !seen.add(address)) {
            throw Hdf5Input.damaged("a chunk of the array " + array + " stands twice, or outside of it");
        }
        found.add(new Hdf5Chunks.Chunk(from, address, (int) length, mask));
    }
}
