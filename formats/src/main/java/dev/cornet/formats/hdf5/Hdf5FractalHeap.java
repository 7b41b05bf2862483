package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A fractal heap, where newer files store the links of large groups and long lists of attributes. Its blocks form a table with rows of
 * {@code width} blocks; the first two rows have blocks of the start size, and in each later row the size doubles. Reference: HDF5 file
 * format, III.G.
 */
final class Hdf5FractalHeap {
    private static final int MANAGED = 0;
    private static final int HUGE = 1;
    private static final int TINY = 2;
    private static final int MAX_DEPTH = 16;

    private final Hdf5Input in;
    private final int idLength;
    private final long hugeObjectTree;
    private final int width;
    private final long startBlockBytes;
    private final long maxDirectBlockBytes;
    private final int offsetBytes;
    private final int lengthBytes;
    private final long root;
    private final int rows;

    Hdf5FractalHeap(Hdf5Input in, long address) {
        this.in = in;
        int lengths = in.lengthBytes();
        ByteBuffer head = in.read(address, 22L + 12L * lengths + 3L * in.offsetBytes(), "FRHP");
        head.get(); // version
        this.idLength = head.getShort() & 0xffff;
        boolean filtered = head.getShort() != 0;
        head.get(); // flags
        long maxManaged = Integer.toUnsignedLong(head.getInt());
        in.length(head); // next ID of a huge object
        this.hugeObjectTree = in.offset(head);
        in.length(head); // free space
        in.offset(head);
        head.position(head.position() + 8 * lengths);
        this.width = head.getShort() & 0xffff;
        this.startBlockBytes = in.length(head);
        this.maxDirectBlockBytes = in.length(head);
        int bits = head.getShort() & 0xffff;
        head.getShort(); // initial number of rows
        this.root = in.offset(head);
        this.rows = head.getShort() & 0xffff;
        if (filtered) {
            throw new ModelFormatException("it keeps names or attributes packed, which Cornet does not read");
        }
        if (!isPowerOfTwo(width)
                || !isPowerOfTwo(startBlockBytes)
                || !isPowerOfTwo(maxDirectBlockBytes)
                || maxDirectBlockBytes < startBlockBytes
                || bits > 64
                || bits < 8) {
            throw Hdf5Input.damaged(
                    "a heap of " + width + " blocks of " + startBlockBytes + " to " + maxDirectBlockBytes + " bytes");
        }
        this.offsetBytes = (bits + 7) / 8;
        this.lengthBytes = Math.min((log2(maxDirectBlockBytes) + 7) / 8, Hdf5BTree.bytesFor(maxManaged));
    }

    private static boolean isPowerOfTwo(long number) {
        return number > 0 && Long.bitCount(number) == 1 && number <= 1L << 40;
    }

    private static int log2(long power) {
        return Long.numberOfTrailingZeros(power);
    }

    int idLength() {
        return idLength;
    }

    /** Reads the object identified by the next bytes of a record. */
    ByteBuffer object(ByteBuffer record) {
        byte[] bytes = new byte[idLength];
        record.get(bytes);
        ByteBuffer id = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int first = id.get() & 255;
        switch (first >> 4 & 3) {
            case MANAGED -> {
                long offset = Hdf5Input.number(id, offsetBytes);
                long length = Hdf5Input.number(id, lengthBytes);
                return in.read(address(root, rows, 0, offset, length, 0), length);
            }
            case HUGE -> {
                return hugeObject(Hdf5Input.number(id, Math.min(id.remaining(), in.lengthBytes())));
            }
            case TINY -> {
                int length = Math.min((first & 15) + 1, id.remaining());
                return id.slice(1, length).order(ByteOrder.LITTLE_ENDIAN);
            }
            default -> throw Hdf5Input.damaged("an object of a heap of no known kind");
        }
    }

    /** Returns the file address of an offset in the heap: descends from a block with {@code blockRows} rows (0 if it is a direct block). */
    private long address(long block, int blockRows, long base, long offset, long length, int depth) {
        if (blockRows == 0) {
            if (offset - base > maxDirectBlockBytes - length) {
                throw Hdf5Input.damaged("an object that is longer than its block");
            }
            return block + (offset - base);
        }
        int directRows = log2(maxDirectBlockBytes) - log2(startBlockBytes) + 2;
        long at = offset - base;
        for (int row = 0; row < blockRows; row++) {
            long size = row == 0 ? startBlockBytes : startBlockBytes << (row - 1);
            long from = row == 0 ? 0 : width * size;
            if (at < 0 || row > 40 || at >= from + width * size) {
                continue;
            }
            long column = (at - from) / size;
            long entry = 5L + in.offsetBytes() + offsetBytes + (row * (long) width + column) * in.offsetBytes();
            in.read(block, 4, "FHIB");
            long child = in.offset(in.read(block + entry, in.offsetBytes()));
            int childRows = row < directRows ? 0 : log2(size) - log2(startBlockBytes * width) + 1;
            if (depth > MAX_DEPTH || childRows < 0 || (childRows == 0 && length > size)) {
                break;
            }
            return address(child, childRows, base + from + column * size, offset, length, depth + 1);
        }
        throw Hdf5Input.damaged("an object that lies outside of its heap");
    }

    private ByteBuffer hugeObject(long number) {
        for (ByteBuffer record : Hdf5BTree.records(in, hugeObjectTree, 1)) {
            long address = in.offset(record);
            long length = in.length(record);
            if (in.length(record) == number) {
                return in.read(address, length);
            }
        }
        throw Hdf5Input.damaged("a long object of a heap is missing");
    }
}
