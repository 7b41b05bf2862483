package dev.cornet.formats.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A reader of all records of a version 2 B-tree. Reference: HDF5 file format, III.A.2. */
final class Hdf5BTree {
    /** The bytes of a node's signature, version, type and checksum. */
    private static final int NODE_OVERHEAD = 10;

    private static final int MAX_DEPTH = 16;

    private final Hdf5Input in;
    private final int type;
    private final int nodeSize;
    private final int recordSize;
    private final int countBytes;
    private final List<ByteBuffer> records = new ArrayList<>();
    private final Set<Long> visited = new HashSet<>();

    private Hdf5BTree(Hdf5Input in, ByteBuffer head, int type) {
        this.in = in;
        this.type = type;
        head.get(); // version
        int actualType = head.get() & 255;
        this.nodeSize = head.getInt();
        this.recordSize = head.getShort() & 0xffff;
        if (actualType != type || nodeSize < NODE_OVERHEAD || nodeSize > in.length() || recordSize == 0) {
            throw Hdf5Input.damaged(
                    "a tree of type " + actualType + " instead of " + type + ", or of impossible sizes");
        }
        this.countBytes = bytesFor((nodeSize - NODE_OVERHEAD) / recordSize);
    }

    /** All records of a B-tree of the given type, in order. */
    static List<ByteBuffer> records(Hdf5Input in, long address, int type) {
        ByteBuffer head = in.read(address, 22L + in.offsetBytes() + in.lengthBytes(), "BTHD");
        Hdf5BTree tree = new Hdf5BTree(in, head, type);
        int depth = head.getShort() & 0xffff;
        head.getShort(); // split and merge percentages
        long root = in.offset(head);
        int count = head.getShort() & 0xffff;
        if (depth > MAX_DEPTH) {
            throw Hdf5Input.damaged("a tree of depth " + depth);
        }
        if (root != Hdf5Input.UNDEFINED && count > 0) {
            tree.readNode(root, count, depth);
        }
        return tree.records;
    }

    /** The type of a tree's records. */
    static int type(Hdf5Input in, long address) {
        return in.read(address, 6, "BTHD").get(5) & 255;
    }

    /** The number of bytes in which HDF5 stores integers from 0 to {@code max}. */
    static int bytesFor(long max) {
        return (63 - Long.numberOfLeadingZeros(Math.max(1, max))) / 8 + 1;
    }

    private void readNode(long address, int count, int depth) {
        if (!visited.add(address)) {
            throw Hdf5Input.damaged("a tree that contains itself");
        }
        ByteBuffer node = in.read(address, nodeSize, depth == 0 ? "BTLF" : "BTIN");
        node.get(); // version
        if ((node.get() & 255) != type || (long) count * recordSize > node.remaining()) {
            throw Hdf5Input.damaged("a node of a tree with " + count + " records");
        }
        for (int i = 0; i < count; i++) {
            records.add(node.slice(node.position(), recordSize).order(ByteOrder.LITTLE_ENDIAN));
            node.position(node.position() + recordSize);
        }
        int totalBytes = depth > 1 ? bytesFor(maxRecords(depth - 1)) : 0;
        for (int i = 0; depth > 0 && i <= count; i++) {
            long child = in.offset(node);
            int records = (int) Hdf5Input.number(node, countBytes);
            Hdf5Input.number(node, totalBytes); // the number of all records below the child
            readNode(child, records, depth - 1);
        }
    }

    /** The largest number of records in a tree of this depth. */
    private long maxRecords(int depth) {
        long leaf = ((long) nodeSize - NODE_OVERHEAD) / recordSize;
        long all = leaf;
        for (int d = 1; d <= depth && all < 1L << 50; d++) {
            int pointer = in.offsetBytes() + countBytes + (d > 1 ? bytesFor(all) : 0);
            long own = Math.max(0L, (long) nodeSize - NODE_OVERHEAD - pointer) / (recordSize + pointer);
            all = (own + 1) * all + own;
        }
        return all;
    }
}
