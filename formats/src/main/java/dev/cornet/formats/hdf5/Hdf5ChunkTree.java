package dev.cornet.formats.hdf5;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A reader of the version 1 B-tree that lists the chunks of a dataset. No chunk may be listed twice or lie outside the dataset. */
final class Hdf5ChunkTree {
    private final Hdf5Input in;
    private final String array;
    private final long[] dims;
    private final int[] chunkShape;
    private final List<Chunk> chunks = new ArrayList<>();
    private final Set<Long> visited = new HashSet<>();

    /**
     * A chunk of a dataset.
     *
     * @param from the index of its first value in the dataset
     * @param address where its bytes are stored
     * @param length the number of stored bytes
     * @param mask bit i is set if filter i was not applied
     */
    record Chunk(long[] from, long address, int length, int mask) {}

    private Hdf5ChunkTree(Hdf5Input in, String array, long[] dims, int[] chunk) {
        this.in = in;
        this.array = array;
        this.dims = dims;
        this.chunkShape = chunk;
    }

    /** Reads all chunks; {@code tree} is the address of the root node, {@code chunk} the shape of a chunk. */
    static List<Chunk> of(Hdf5Input in, String array, long tree, long[] dims, int[] chunk) {
        Hdf5ChunkTree chunks = new Hdf5ChunkTree(in, array, dims, chunk);
        if (tree != Hdf5Input.UNDEFINED) {
            chunks.readNode(tree, 256);
        }
        return chunks.chunks;
    }

    /** The number of chunks of this shape that cover a dataset. */
    static long expected(long[] dims, int[] chunk) {
        long count = 1;
        for (int i = 0; i < dims.length; i++) {
            count *= (dims[i] + chunk[i] - 1) / chunk[i]; // no overflow: at most the number of values
        }
        return count;
    }

    private void readNode(long address, int parentLevel) {
        ByteBuffer node = in.read(address, 8 + 2L * in.offsetBytes(), "TREE");
        int type = node.get();
        int level = node.get() & 255;
        int entries = node.getShort() & 0xffff;
        if (type != 1 || level >= parentLevel || !visited.add(address)) {
            throw Hdf5Input.damaged("the tree of the array " + array + " is invalid");
        }
        long entryBytes = 8 + 8L * (dims.length + 1) + in.offsetBytes();
        ByteBuffer content = in.read(address + node.limit(), entries * entryBytes);
        for (int i = 0; i < entries; i++) {
            int length = content.getInt();
            int mask = content.getInt();
            long[] from = new long[dims.length];
            boolean inside = true;
            for (int axis = 0; axis < from.length; axis++) {
                from[axis] = content.getLong();
                inside &= from[axis] >= 0 && from[axis] < dims[axis] && from[axis] % chunkShape[axis] == 0;
            }
            content.getLong(); // the offset within a value, always 0
            long child = in.offset(content);
            if (level > 0) {
                readNode(child, level);
            } else {
                in.requireInside(child, length);
                if (!inside || !visited.add(child)) {
                    throw Hdf5Input.damaged(
                            "a chunk of the array " + array + " is listed twice, or lies outside of it");
                }
                chunks.add(new Chunk(from, child, length, mask));
            }
        }
    }
}
