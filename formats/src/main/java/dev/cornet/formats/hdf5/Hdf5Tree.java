package dev.cornet.formats.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A B-tree of the newer form, version 2, whose records are all that is wanted of it. Reference: HDF5 file format, III.A.2. */
final class Hdf5Tree {
    /** Signature, version, type and checksum of a node. */
    private static final int FRAME = 10;

    private static final int DEEPEST = 16;

    private final Hdf5Input in;
    private final int type;
    private final int nodeSize;
    private final int recordSize;
    private final int countBytes;
    private final List<ByteBuffer> found = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();

    private Hdf5Tree(Hdf5Input in, ByteBuffer head, int type) {
        this.in = in;
        this.type = type;
        head.get(); // version
        int own = head.get() & 255;
        this.nodeSize = head.getInt();
        this.recordSize = head.getShort() & 0xffff;
        if (own != type || nodeSize < FRAME || nodeSize > in.length() || recordSize == 0) {
            throw Hdf5Input.damaged("a tree of type " + own + " instead of " + type + ", or of impossible sizes");
        }
        this.countBytes = bytesFor((nodeSize - FRAME) / recordSize);
    }

    /** All records of a tree of a type, in their order. */
    static List<ByteBuffer> records(Hdf5Input in, long address, int type) {
        ByteBuffer head = in.read(address, 22L + in.offsetBytes() + in.lengthBytes(), "BTHD");
        Hdf5Tree tree = new Hdf5Tree(in, head, type);
        int depth = head.getShort() & 0xffff;
        head.getShort(); // when nodes are split and merged
        long root = in.offset(head);
        int count = head.getShort() & 0xffff;
        if (depth > DEEPEST) {
            throw Hdf5Input.damaged("a tree of depth " + depth);
        }
        if (root != Hdf5Input.UNDEFINED && count > 0) {
            tree.node(root, count, depth);
        }
        return tree.found;
    }

    /** The type of a tree's records. */
    static int type(Hdf5Input in, long address) {
        return in.read(address, 6, "BTHD").get(5) & 255;
    }

    /** How many bytes numbers up to a highest one take. */
    static int bytesFor(long most) {
        return (63 - Long.numberOfLeadingZeros(Math.max(1, most))) / 8 + 1;
    }

    private void node(long address, int count, int depth) {
        if (!seen.add(address)) {
            throw Hdf5Input.damaged("a tree that contains itself");
        }
        ByteBuffer node = in.read(address, nodeSize, depth == 0 ? "BTLF" : "BTIN");
        node.get(); // version
        if ((node.get() & 255) != type || (long) count * recordSize > node.remaining()) {
            throw Hdf5Input.damaged("a node of a tree with " + count + " records");
        }
        for (int i = 0; i < count; i++) {
            found.add(node.slice(node.position(), recordSize).order(ByteOrder.LITTLE_ENDIAN));
            node.position(node.position() + recordSize);
        }
        int below = depth > 1 ? bytesFor(most(depth - 1)) : 0;
        for (int i = 0; depth > 0 && i <= count; i++) {
            long child = in.offset(node);
            int records = (int) Hdf5Input.number(node, countBytes);
            Hdf5Input.number(node, below); // of all nodes below
            node(child, records, depth - 1);
        }
    }

    /** The most records of a tree of a depth. */
    private long most(int depth) {
        long leaf = ((long) nodeSize - FRAME) / recordSize;
        long all = leaf;
        for (int d = 1; d <= depth && all < 1L << 50; d++) {
            int pointer = in.offsetBytes() + countBytes + (d > 1 ? bytesFor(all) : 0);
            long own = Math.max(0L, (long) nodeSize - FRAME - pointer) / (recordSize + pointer);
            all = (own + 1) * all + own;
        }
        return all;
    }
}
