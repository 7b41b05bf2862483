package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data layout of a dataset: contiguous, compact (contiguous within the header), or in chunks of equal shape.
 *
 * @param address the address of the contiguous values, or of the chunk index
 * @param length the length of the contiguous values in bytes
 * @param chunk the shape of a chunk; null if contiguous
 * @param single the only chunk, if version 4 stores it without an index; else null
 * @param index the type of the chunk index of version 4; 0 for the B-tree of version 3
 */
record Hdf5DataLayout(
        long address, long length, int @Nullable [] chunk, Hdf5ChunkTree.@Nullable Chunk single, int index) {
    private static final int COMPACT = 0;
    private static final int CONTIGUOUS = 1;
    private static final int CHUNKED = 2;
    private static final int SINGLE_CHUNK = 1;

    /** Parses the data layout message of a dataset with {@code rank} axes and values of {@code valueSize} bytes. */
    static Hdf5DataLayout parse(Hdf5ObjectHeader.Message message, Hdf5Input in, String array, int rank, int valueSize) {
        ByteBuffer content = message.content();
        int version = content.get();
        int kind = content.get();
        if (version != 3 && version != 4) {
            throw new ModelFormatException("the array " + array + " is laid out in version " + version
                    + " of HDF5's forms, which Cornet does not read; write it again with h5py");
        }
        switch (kind) {
            case COMPACT -> {
                int length = content.getShort() & 0xffff;
                if (length > content.remaining()) {
                    throw Hdf5Input.damaged("the array " + array + " is longer than the place where it lies");
                }
                return new Hdf5DataLayout(message.address() + content.position(), length, null, null, 0);
            }
            case CONTIGUOUS -> {
                long address = in.offset(content);
                long length = in.length(content);
                return new Hdf5DataLayout(address, address == Hdf5Input.UNDEFINED ? 0 : length, null, null, 0);
            }
            case CHUNKED -> {
                return version == 3
                        ? parseVersion3(content, in, array, rank, valueSize)
                        : parseVersion4(content, in, array, rank, valueSize);
            }
            default ->
                throw new ModelFormatException("the array " + array
                        + " is put together from others, which may lie in other files: never read");
        }
    }

    private static Hdf5DataLayout parseVersion3(
            ByteBuffer content, Hdf5Input in, String array, int rank, int valueSize) {
        int axes = content.get() & 255;
        long tree = in.offset(content);
        int[] chunk = new int[rank];
        requireAxes(axes, rank, array);
        for (int i = 0; i < rank; i++) {
            chunk[i] = size(Integer.toUnsignedLong(content.getInt()), array);
        }
        requireValue(Integer.toUnsignedLong(content.getInt()), valueSize, array);
        return new Hdf5DataLayout(tree, 0, chunk, null, 0);
    }

    private static Hdf5DataLayout parseVersion4(
            ByteBuffer content, Hdf5Input in, String array, int rank, int valueSize) {
        int flags = content.get();
        int axes = content.get() & 255;
        int width = content.get() & 255;
        int[] chunk = new int[rank];
        requireAxes(axes, rank, array);
        for (int i = 0; i < rank; i++) {
            chunk[i] = size(Hdf5Input.number(content, width), array);
        }
        requireValue(Hdf5Input.number(content, width), valueSize, array);
        int index = content.get() & 255;
        if (index != SINGLE_CHUNK) {
            content.position(content.position() + Hdf5ChunkIndex.optionBytes(index, array));
            return new Hdf5DataLayout(in.offset(content), 0, chunk, null, index);
        }
        long stored = valueSize;
        for (int i = 0; i < rank && stored <= Integer.MAX_VALUE; i++) {
            stored *= chunk[i];
        }
        int mask = 0;
        if ((flags & 2) != 0) {
            stored = in.length(content);
            mask = content.getInt();
        }
        long address = in.offset(content);
        if (address == Hdf5Input.UNDEFINED) {
            return new Hdf5DataLayout(address, 0, chunk, null, 0); // never written
        }
        if (stored < 0 || stored > in.length()) {
            throw Hdf5Input.damaged("a chunk of " + stored + " bytes in the array " + array);
        }
        in.requireInside(address, stored);
        return new Hdf5DataLayout(
                address, 0, chunk, new Hdf5ChunkTree.Chunk(new long[rank], address, (int) stored, mask), 0);
    }

    private static int size(long size, String array) {
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw Hdf5Input.damaged("a chunk of the array " + array + " has an axis of " + size);
        }
        return (int) size;
    }

    private static void requireAxes(int axes, int rank, String array) {
        if (axes != rank + 1) {
            throw Hdf5Input.damaged(
                    "the chunks of the array " + array + " have " + (axes - 1) + " axes, it has " + rank);
        }
    }

    private static void requireValue(long size, int valueSize, String array) {
        if (size != valueSize) {
            throw Hdf5Input.damaged(
                    "the chunks of the array " + array + " have values of " + size + " bytes, it has " + valueSize);
        }
    }

    /** The chunks, in the order of the index. */
    List<Hdf5ChunkTree.Chunk> chunks(Hdf5Input in, String array, long[] dims, int[] sizes, int valueSize) {
        if (index != 0) {
            return new Hdf5ChunkIndex(in, array, dims, sizes, valueSize).chunks(index, address);
        }
        return single != null ? List.of(single) : Hdf5ChunkTree.of(in, array, address, dims, sizes);
    }
}
