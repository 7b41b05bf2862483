package dev.cornet.applications.hdf5;

import dev.cornet.error.ModelFormatException;
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
    private final Hdf5Input in;
    private final Map<String, ByteBuffer> found = new LinkedHashMap<>();
    private boolean elsewhere;

    Hdf5Attributes(Hdf5Input in, Hdf5Header header) {
        this.in = in;
        for (Hdf5Header.Message message : header.all(Hdf5Header.ATTRIBUTE)) {
            ByteBuffer content = message.content();
            found.putIfAbsent(name(content), content.rewind());
        }
        Hdf5Header.Message info = header.first(Hdf5Header.ATTRIBUTE_INFO);
        if (info != null) {
            ByteBuffer content = info.content();
            content.get(); // version
            content.position(content.position() + 1 + ((content.get(1) & 1) != 0 ? 2 : 0));
            elsewhere = in.offset(content) != Hdf5Input.UNDEFINED;
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
        if (elsewhere && !found.containsKey(name)) {
            throw new ModelFormatException("its attributes are stored in a newer form of HDF5 that Keras never writes;"
                    + " write the file by h5py without libver=\"latest\"");
        }
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
        if (version > 1 && (flags & 3) != 0) {
            throw new ModelFormatException("the attribute " + name
                    + " has a type that lies elsewhere in the file, which" + " Keras never writes");
        }
        int nameLength = content.getShort(2) & 0xffff;
        int typeLength = content.getShort(4) & 0xffff;
        int spaceLength = content.getShort(6) & 0xffff;
        int grain = version == 1 ? 8 : 1;
        int typeAt = (version == 3 ? 9 : 8) + padded(nameLength, grain);
        int spaceAt = typeAt + padded(typeLength, grain);
        int dataAt = spaceAt + padded(spaceLength, grain);
        Hdf5Type type = Hdf5Type.parse(content.position(typeAt));
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
