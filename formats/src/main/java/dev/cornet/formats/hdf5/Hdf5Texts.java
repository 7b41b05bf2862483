package dev.cornet.formats.hdf5;

import dev.cornet.file.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts of any length, which lie in the global heap of a file: collections of numbered objects, each listed once. */
final class Hdf5Texts {
    private static final int HEAP_OBJECT = 16;

    private final Hdf5Input in;
    private final Map<Long, Map<Integer, Piece>> heaps = new HashMap<>();

    /** Where an object of the heap lies. */
    private record Piece(long address, long length) {}

    Hdf5Texts(Hdf5Input in) {
        this.in = in;
    }

    /** The text that a buffer refers to next. */
    String next(ByteBuffer content) {
        long length = Integer.toUnsignedLong(content.getInt());
        long collection = in.offset(content);
        int index = content.getInt();
        if (length == 0 || collection == Hdf5Input.UNDEFINED) {
            return "";
        }
        Map<Integer, Piece> heap = heaps.get(collection);
        if (heap == null) {
            heap = heap(collection);
            heaps.put(collection, heap);
        }
        @Nullable Piece piece = heap.get(index);
        if (piece == null || length > piece.length || length > Limits.JSON_BYTES) {
            throw Hdf5Input.damaged("a text of " + length + " bytes is not in the heap");
        }
        byte[] bytes = new byte[(int) length];
        in.read(piece.address, length).get(bytes);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private Map<Integer, Piece> heap(long address) {
        ByteBuffer head = in.read(address, 8L + in.lengthBytes(), "GCOL");
        head.position(8);
        long size = in.length(head);
        in.requireInside(address, size);
        Map<Integer, Piece> pieces = new HashMap<>();
        long at = address + HEAP_OBJECT; // the head and that of an object are filled up to a multiple of 8
        while (address + size - at >= HEAP_OBJECT) {
            ByteBuffer object = in.read(at, HEAP_OBJECT);
            int index = object.getShort(0) & 0xffff;
            object.position(8);
            long length = in.length(object);
            if (index == 0) {
                break; // what is free
            } else if (length < 0 || length > address + size - at - HEAP_OBJECT) {
                throw Hdf5Input.damaged("a text of " + length + " bytes in a heap of " + size);
            }
            pieces.put(index, new Piece(at + HEAP_OBJECT, length));
            at += HEAP_OBJECT + (length + 7) / 8 * 8;
        }
        return pieces;
    }
}
