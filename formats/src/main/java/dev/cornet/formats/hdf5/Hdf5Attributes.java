package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The attributes of a group or dataset. Only values that are strings or lists of strings can be read. */
final class Hdf5Attributes {
    /** The type of a B-tree that indexes attributes by the hashes of their names. */
    private static final int BY_NAME = 8;

    private static final int SHARED = 2;

    private final Hdf5Input in;
    private final Map<String, ByteBuffer> attributes = new LinkedHashMap<>();

    Hdf5Attributes(Hdf5Input in, Hdf5ObjectHeader header) {
        this.in = in;
        for (Hdf5ObjectHeader.Message message : header.all(Hdf5ObjectHeader.ATTRIBUTE)) {
            add(message.content());
        }
        Hdf5ObjectHeader.Message info = header.first(Hdf5ObjectHeader.ATTRIBUTE_INFO);
        if (info != null) {
            ByteBuffer content = info.content();
            content.get(); // version
            content.position(content.position() + 1 + ((content.get(1) & 1) != 0 ? 2 : 0));
            long heap = in.offset(content);
            if (heap != Hdf5Input.UNDEFINED) {
                addFromHeap(new Hdf5FractalHeap(in, heap), in.offset(content));
            }
        }
    }

    private void add(ByteBuffer content) {
        attributes.putIfAbsent(name(content), content.rewind());
    }

    /** Adds the attributes of an object that has too many for its header ("dense" storage). */
    private void addFromHeap(Hdf5FractalHeap heap, long tree) {
        for (ByteBuffer record : Hdf5BTree.records(in, tree, BY_NAME)) {
            ByteBuffer content = heap.object(record);
            if ((record.get() & SHARED) != 0) {
                throw new ModelFormatException(
                        "it has an attribute that lies elsewhere in the file, which Keras never writes");
            }
            add(content);
        }
    }

    /** Reads an attribute message up to its name and returns the name; the datatype follows. */
    private static String name(ByteBuffer content) {
        int version = content.get();
        content.get(); // flags
        int length = content.getShort(2) & 0xffff;
        content.position(version == 3 ? 9 : 8);
        if (version < 1 || version > 3 || length == 0 || length > content.remaining()) {
            throw Hdf5Input.damaged("an attribute of version " + version + " with a name of " + length + " bytes");
        }
        byte[] text = new byte[length];
        content.get(text);
        return new String(text, 0, length - 1, StandardCharsets.UTF_8);
    }

    boolean has(String name) {
        return attributes.containsKey(name);
    }

    /** Returns the strings of an attribute; throws a {@link ModelFormatException} if it is missing or has another type. */
    List<String> strings(String name) {
        ByteBuffer content = attributes.get(name);
        if (content == null) {
            throw new ModelFormatException("the attribute " + name + " is missing");
        }
        content = content.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
        int version = content.get(0);
        int flags = content.get(1);
        if (version > 1 && (flags & 2) != 0) {
            throw new ModelFormatException(
                    "the attribute " + name + " has sizes that lie elsewhere in the file, which Keras never writes");
        }
        int nameLength = content.getShort(2) & 0xffff;
        int typeLength = content.getShort(4) & 0xffff;
        int spaceLength = content.getShort(6) & 0xffff;
        int alignment = version == 1 ? 8 : 1;
        int typeAt = (version == 3 ? 9 : 8) + paddedLength(nameLength, alignment);
        int spaceAt = typeAt + paddedLength(typeLength, alignment);
        int dataAt = spaceAt + paddedLength(spaceLength, alignment);
        content.position(typeAt);
        boolean committed = version > 1 && (flags & 1) != 0;
        Hdf5Datatype type = Hdf5Datatype.parse(
                committed ? Hdf5ObjectHeader.committed(in, content, Hdf5ObjectHeader.DATATYPE) : content);
        Hdf5Dataspace space = Hdf5Dataspace.parse(content.position(spaceAt), in);
        content.position(dataAt);
        if (space.count() != 0
                && type.kind() != Hdf5Datatype.Kind.STRING
                && type.kind() != Hdf5Datatype.Kind.VARIABLE_LENGTH_STRING) {
            throw new ModelFormatException("the attribute " + name + " is no text");
        }
        if (space.count() < 0 || space.count() > content.remaining() / type.size()) {
            throw Hdf5Input.damaged("the attribute " + name + " claims more texts than it holds");
        }
        in.countText(content.remaining());
        return strings(content, (int) space.count(), type, name);
    }

    private List<String> strings(ByteBuffer content, int count, Hdf5Datatype type, String name) {
        List<String> all = new ArrayList<>();
        long length = 0;
        for (int i = 0; i < count; i++) {
            String text;
            if (type.kind() == Hdf5Datatype.Kind.STRING) {
                byte[] bytes = new byte[type.size()];
                content.get(bytes);
                text = type.string(bytes);
            } else {
                text = in.globalHeap().string(content);
                in.countText(text.length());
            }
            length += text.length();
            if (length > Limits.JSON_BYTES) {
                throw new ModelFormatException("the attribute " + name + " has more than " + Limits.JSON_BYTES
                        + " characters, which is the most that is read");
            }
            all.add(text);
        }
        return all;
    }

    private static int paddedLength(int length, int alignment) {
        return (length + alignment - 1) / alignment * alignment;
    }
}
