package dev.cornet.formats.hdf5;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The chunks of an array, each once and all there. */
final class Hdf5Chunks {
    private final Hdf5Input in;
    private final String array;
    private final long[] dims;
    private final int[] chunk;
    private final List<Chunk> found = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();

    /** A chunk, which begins at {@code from} in the array. */
    record Chunk(long[] from, long address, int length, int mask) {}

    private Hdf5Chunks(Hdf5Input in, String array, long[] dims, int[] chunk) {
        this.in = in;
        this.array = array;
        this.dims = dims;
        this.chunk = chunk;
    }

    /** All chunks by their tree; {@code chunk} are the sizes of one. */
    static List<Chunk> of(Hdf5Input in, String array, long tree, long[] dims, int[] chunk) {
        Hdf5Chunks chunks = new Hdf5Chunks(in, array, dims, chunk);
        if (tree != Hdf5Input.UNDEFINED) {
            chunks.tree(tree, 256);
        }
        return chunks.found;
    }

    /** How many chunks an array has. */
    static long expected(long[] dims, int[] chunk) {
        long count = 1;
        for (int i = 0; i < dims.length; i++) {
            count *= (dims[i] + chunk[i] - 1) / chunk[i]; // at most the number of values
        }
        return count;
    }

    private void tree(long address, int above) {
        ByteBuffer node = in.read(address, 8 + 2L * in.offsetBytes(), "TREE");
        int type = node.get();
        int level = node.get() & 255;
        int entries = node.getShort() & 0xffff;
        if (type != 1 || level >= above || !seen.add(address)) {
            throw Hdf5Input.damaged("the tree of the array " + array + " is none");
        }
        long each = 8 + 8L * (dims.length + 1) + in.offsetBytes();
        ByteBuffer content = in.read(address + node.limit(), entries * each);
        for (int i = 0; i < entries; i++) {
            int length = content.getInt();
            int mask = content.getInt();
            long[] from = new long[dims.length];
            boolean inside = true;
            for (int axis = 0; axis < from.length; axis++) {
                from[axis] = content.getLong();
                inside &= from[axis] >= 0 && from[axis] < dims[axis] && from[axis] % chunk[axis] == 0;
            }
            content.getLong(); // the place within a value
            long child = in.offset(content);
            if (level > 0) {
                tree(child, level);
            } else {
                in.requireInside(child, length);
                if (!inside || !seen.add(child)) {
                    throw Hdf5Input.damaged("a chunk of the array " + array + " stands twice, or outside of it");
                }
                found.add(new Chunk(from, child, length, mask));
            }
        }
    }
}
