package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object header of an HDF5 file, which consists of messages about a group or dataset. The constants are types of messages. */
final class Hdf5ObjectHeader {
    static final int DATASPACE = 0x01;
    static final int LINK_INFO = 0x02;
    static final int DATATYPE = 0x03;
    static final int FILL_VALUE = 0x05;
    static final int LINK = 0x06;
    static final int EXTERNAL_FILES = 0x07;
    static final int LAYOUT = 0x08;
    static final int GROUP_INFO = 0x0a;
    static final int FILTERS = 0x0b;
    static final int ATTRIBUTE = 0x0c;
    static final int ATTRIBUTE_INFO = 0x15;
    static final int SYMBOL_TABLE = 0x11;
    private static final int CONTINUATION = 0x10;

    private static final int SHARED = 2;
    /** The kind of a shared message that is stored in the file's shared message heap. */
    private static final int IN_SHARED_HEAP = 1;

    private static final int PREFIX = 16;

    private final Hdf5Input in;
    private final List<Message> messages = new ArrayList<>();
    private final Deque<Block> blocks = new ArrayDeque<>();
    private final Set<Long> visited = new HashSet<>();

    /**
     * A message.
     *
     * @param address the address of the content in the file
     * @param data the content; if the message is shared, a reference to the object with the content
     */
    record Message(int type, int flags, long address, ByteBuffer data) {
        /** Returns the content; throws a {@link ModelFormatException} if the message is shared. */
        ByteBuffer content() {
            if ((flags & SHARED) != 0) {
                throw new ModelFormatException(
                        "it refers to a size or place that lies elsewhere in the file, which Keras never writes");
            }
            return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }

        /** Returns the content; if the message refers to a committed (named) datatype, that of the datatype's own object. */
        ByteBuffer content(Hdf5Input in) {
            return (flags & SHARED) == 0
                    ? content()
                    : committed(in, data.duplicate().order(ByteOrder.LITTLE_ENDIAN), type);
        }
    }

    private record Block(long address, long length) {}

    private Hdf5ObjectHeader(Hdf5Input in) {
        this.in = in;
    }

    static Hdf5ObjectHeader read(Hdf5Input in, long address) {
        Hdf5ObjectHeader header = new Hdf5ObjectHeader(in);
        if (in.read(address, 1).get() == 1) {
            header.readVersion1(address);
        } else {
            header.readVersion2(address);
        }
        return header;
    }

    /** Reads a version 1 header, in which each message has a header of 8 bytes. */
    private void readVersion1(long address) {
        blocks.add(new Block(
                address + PREFIX,
                Integer.toUnsignedLong(in.read(address, PREFIX).getInt(8))));
        while (!blocks.isEmpty()) {
            Block block = nextBlock();
            ByteBuffer buffer = in.read(block.address, block.length);
            while (buffer.remaining() >= 8) {
                int type = buffer.getShort() & 0xffff;
                int size = buffer.getShort() & 0xffff;
                int flags = buffer.get() & 255;
                buffer.position(buffer.position() + 3);
                add(type, flags, size, buffer, block.address);
            }
        }
    }

    /** Reads a version 2 header, in which each block ends with a checksum. */
    private void readVersion2(long address) {
        ByteBuffer start = in.read(address, Math.min(40, in.length() - address), "OHDR");
        int version = start.get();
        if (version != 2) {
            throw Hdf5Input.damaged("an object header of version " + version);
        }
        int flags = start.get();
        int skipped = ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        start.position(start.position() + skipped);
        long size = switch (flags & 3) {
            case 0 -> start.get() & 255;
            case 1 -> start.getShort() & 0xffff;
            case 2 -> Integer.toUnsignedLong(start.getInt());
            default -> start.getLong();
        };
        boolean ordered = (flags & 4) != 0;
        readMessages(new Block(address + start.position(), size), false, ordered);
        while (!blocks.isEmpty()) {
            readMessages(nextBlock(), true, ordered);
        }
    }

    private void readMessages(Block block, boolean hasSignature, boolean ordered) {
        in.requireInside(block.address, block.length);
        ByteBuffer buffer = in.read(block.address, block.length);
        if (hasSignature) {
            Hdf5Input.require(buffer, "OCHK");
            buffer.limit(Math.max(4, buffer.limit() - 4));
        }
        int headerBytes = ordered ? 6 : 4;
        while (buffer.remaining() >= headerBytes) {
            int type = buffer.get() & 255;
            int size = buffer.getShort() & 0xffff;
            int flags = buffer.get() & 255;
            buffer.position(buffer.position() + headerBytes - 4);
            add(type, flags, size, buffer, block.address);
        }
    }

    private Block nextBlock() {
        Block block = blocks.remove();
        if (!visited.add(block.address)) {
            throw Hdf5Input.damaged("an object header that contains itself");
        }
        return block;
    }

    private void add(int type, int flags, int size, ByteBuffer buffer, long address) {
        if (size > buffer.remaining()) {
            throw Hdf5Input.damaged("a message of " + size + " bytes in " + buffer.remaining());
        }
        int at = buffer.position();
        ByteBuffer data = buffer.slice(at, size).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(at + size);
        if (type == CONTINUATION) {
            blocks.add(new Block(in.offset(data), in.length(data)));
        } else if (type != 0) {
            messages.add(new Message(type, flags, address + at, data));
        }
    }

    /** Returns the content of the message of this type in the object to which the next bytes of {@code reference} refer. */
    static ByteBuffer committed(Hdf5Input in, ByteBuffer reference, int type) {
        int version = reference.get();
        int kind = reference.get();
        reference.position(reference.position() + (version == 1 ? 6 : 0));
        Message message =
                kind == IN_SHARED_HEAP ? null : read(in, in.offset(reference)).first(type);
        if (message == null || (message.flags & SHARED) != 0) {
            throw new ModelFormatException("it refers to a type that lies elsewhere in the file and cannot be found");
        }
        return message.content();
    }

    List<Message> all(int type) {
        return messages.stream().filter(m -> m.type == type).toList();
    }

    @Nullable
    Message first(int type) {
        for (Message message : messages) {
            if (message.type == type) {
                return message;
            }
        }
        return null;
    }

    boolean has(int type) {
        return first(type) != null;
    }

    boolean isGroup() {
        return has(SYMBOL_TABLE) || has(LINK_INFO) || has(LINK) || has(GROUP_INFO);
    }

    boolean isArray() {
        return has(LAYOUT);
    }
}
