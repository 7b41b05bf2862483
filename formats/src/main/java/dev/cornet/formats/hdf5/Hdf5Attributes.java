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

/** The attributes of a group that are texts or lists of texts. */
final class Hdf5Attributes {
    /** The type of a tree of attributes, in the order of the hashes of their names. */
    private static final int BY_NAME = 8;

    private static final int SHARED = 2;

    private final Hdf5Input in;
    private final Map<String, ByteBuffer> found = new LinkedHashMap<>();

    Hdf5Attributes(Hdf5Input in, Hdf5Header header) {
        this.in = in;
        for (Hdf5Header.Message message : header.all(Hdf5Header.ATTRIBUTE)) {
            add(message.content());
        }
        Hdf5Header.Message info = header.first(Hdf5Header.ATTRIBUTE_INFO);
        if (info != null) {
            ByteBuffer content = info.content();
            content.get(); // version
            content.position(content.position() + 1 + ((content.get(1) & 1) != 0 ? 2 : 0));
            long heap = in.offset(content);
            if (heap != Hdf5Input.UNDEFINED) {
                many(new Hdf5Heap(in, heap), in.offset(content));
            }
        }
    }

    private void add(ByteBuffer content) {
        found.putIfAbsent(name(content), content.rewind());
    }

    /** The attributes of an object that has many of them. */
    private void many(Hdf5Heap heap, long tree) {
        for (ByteBuffer record : Hdf5Tree.records(in, tree, BY_NAME)) {
            ByteBuffer content = heap.object(record);
            if ((record.get() & SHARED) != 0) {
                throw new ModelFormatException(
                        "it has an attribute that lies elsewhere in the file, which Keras never writes");
            }
            add(content);
        }
    }

    /** Reads up to the name, which is returned; the type follows. */
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
        return found.containsKey(name);
    }

    /** The texts of an attribute that is there. */
    List<String> texts(String name) {
        ByteBuffer content = found.get(name);
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
        int grain = version == 1 ? 8 : 1;
        int typeAt = (version == 3 ? 9 : 8) + padded(nameLength, grain);
        int spaceAt = typeAt + padded(typeLength, grain);
        int dataAt = spaceAt + padded(spaceLength, grain);
        content.position(typeAt);
        boolean committed = version > 1 && (flags & 1) != 0;
        Hdf5Type type = Hdf5Type.parse(committed ? Hdf5Header.committed(in, content, Hdf5Header.TYPE) : content);
        Hdf5Space space = Hdf5Space.parse(content.position(spaceAt), in);
        content.position(dataAt);
        if (space.count() != 0 && type.kind() != Hdf5Type.Kind.TEXT && type.kind() != Hdf5Type.Kind.TEXT_REFERENCE) {
            throw new ModelFormatException("the attribute " + name + " is no text");
        }
        if (space.count() < 0 || space.count() > content.remaining() / type.size()) {
            throw Hdf5Input.damaged("the attribute " + name + " claims more texts than it holds");
        }
        return texts(content, (int) space.count(), type, name);
    }

    private List<String> texts(ByteBuffer content, int count, Hdf5Type type, String name) {
        List<String> all = new ArrayList<>();
        long length = 0;
        for (int i = 0; i < count; i++) {
            String text;
            if (type.kind() == Hdf5Type.Kind.TEXT) {
                byte[] bytes = new byte[type.size()];
                content.get(bytes);
                text = type.text(bytes);
            } else {
                text = in.texts().next(content);
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

    private static int padded(int length, int grain) {
        return (length + grain - 1) / grain * grain;
    }
}
