package dev.cornet.formats.hdf5;

import dev.cornet.file.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The global heap of a file, which stores strings of variable length. It consists of collections of numbered objects; each collection is
 * read once.
 */
final class Hdf5GlobalHeap {
    private static final int OBJECT_HEADER_BYTES = 16;

    private final Hdf5Input in;
    private final Map<Long, Map<Integer, HeapObject>> collections = new HashMap<>();

    /** The position of an object in the file. */
    private record HeapObject(long address, long length) {}

    Hdf5GlobalHeap(Hdf5Input in) {
        this.in = in;
    }

    /** Reads the string to which the next bytes of a buffer refer. */
    String string(ByteBuffer content) {
        long length = Integer.toUnsignedLong(content.getInt());
        long collection = in.offset(content);
        int index = content.getInt();
        if (length == 0 || collection == Hdf5Input.UNDEFINED) {
            return "";
        }
        Map<Integer, HeapObject> heap = collections.get(collection);
        if (heap == null) {
            heap = readCollection(collection);
            collections.put(collection, heap);
        }
        @Nullable HeapObject object = heap.get(index);
        if (object == null || length > object.length || length > Limits.JSON_BYTES) {
            throw Hdf5Input.damaged("a text of " + length + " bytes is not in the heap");
        }
        byte[] bytes = new byte[(int) length];
        in.read(object.address, length).get(bytes);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private Map<Integer, HeapObject> readCollection(long address) {
        ByteBuffer head = in.read(address, 8L + in.lengthBytes(), "GCOL");
        head.position(8);
        long size = in.length(head);
        in.requireInside(address, size);
        Map<Integer, HeapObject> objects = new HashMap<>();
        long at = address + OBJECT_HEADER_BYTES; // headers are padded to a multiple of 8 bytes
        while (address + size - at >= OBJECT_HEADER_BYTES) {
            ByteBuffer object = in.read(at, OBJECT_HEADER_BYTES);
            int index = object.getShort(0) & 0xffff;
            object.position(8);
            long length = in.length(object);
            if (index == 0) {
                break; // free space
            } else if (length < 0 || length > address + size - at - OBJECT_HEADER_BYTES) {
                throw Hdf5Input.damaged("a text of " + length + " bytes in a heap of " + size);
            }
            objects.put(index, new HeapObject(at + OBJECT_HEADER_BYTES, length));
            at += OBJECT_HEADER_BYTES + (length + 7) / 8 * 8;
        }
        return objects;
    }
}
