package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A reader of a group's links: the sorted names of its members, with the addresses of their object headers. Soft and external links are
 * refused.
 */
final class Hdf5Links {
    private static final int SOFT = 2;
    /** The type of a B-tree that indexes links by the hashes of their names. */
    private static final int BY_NAME = 5;

    private final Hdf5Input in;
    private final String group;
    private final Map<String, Long> links = new TreeMap<>();
    private final Set<Long> visited = new HashSet<>();
    private long names;
    private long namesEnd;

    private Hdf5Links(Hdf5Input in, String group) {
        this.in = in;
        this.group = group;
    }

    static Map<String, Long> of(Hdf5Input in, Hdf5ObjectHeader header, String group) {
        Hdf5Links links = new Hdf5Links(in, group);
        Hdf5ObjectHeader.Message symbols = header.first(Hdf5ObjectHeader.SYMBOL_TABLE);
        if (symbols != null) {
            ByteBuffer content = symbols.content();
            long tree = in.offset(content);
            links.readLocalHeap(in.offset(content));
            links.readNode(tree, 256);
        }
        header.all(Hdf5ObjectHeader.LINK).forEach(link -> links.readLink(link.content()));
        Hdf5ObjectHeader.Message info = header.first(Hdf5ObjectHeader.LINK_INFO);
        if (info != null) {
            links.readLinkInfo(info.content());
        }
        return links.links;
    }

    private String path(String name) {
        return group.isEmpty() ? name : group + "/" + name;
    }

    private void add(String name, long address) {
        if (name.isEmpty() || name.contains("/") || links.put(name, address) != null) {
            throw Hdf5Input.damaged("the group \"" + group + "\" has the name \"" + name + "\" twice or wrongly");
        }
    }

    private ModelFormatException refusal(String name) {
        return new ModelFormatException(path(name) + " is a link, which is never followed");
    }

    /** Old groups: reads the header of the local heap, which stores the names. */
    private void readLocalHeap(long address) {
        ByteBuffer heap = in.read(address, 8 + 2L * in.lengthBytes() + in.offsetBytes(), "HEAP");
        heap.position(8);
        long size = in.length(heap);
        in.length(heap); // the free list
        names = in.offset(heap);
        in.requireInside(names, size);
        namesEnd = names + size;
    }

    private String name(long offset) {
        if (offset < 0 || offset >= namesEnd - names) {
            throw Hdf5Input.damaged("a name that lies outside its heap");
        }
        long at = names + offset;
        int maxLength = (int) Math.min(namesEnd - at, Limits.NAME_LENGTH + 1L);
        int length = Math.min(maxLength, 64);
        while (true) {
            ByteBuffer bytes = in.read(at, length);
            for (int end = 0; end < length; end++) {
                if (bytes.get(end) == 0) {
                    byte[] text = new byte[end];
                    bytes.get(text);
                    return new String(text, StandardCharsets.UTF_8);
                }
            }
            if (length == maxLength) {
                throw Hdf5Input.damaged("a name of more than " + Limits.NAME_LENGTH + " bytes, or without an end");
            }
            length = Math.min(maxLength, 8 * length);
        }
    }

    /** Old groups: reads a node of the B-tree whose leaves are symbol table nodes. */
    private void readNode(long address, int parentLevel) {
        ByteBuffer node = in.read(address, 8 + 2L * in.offsetBytes(), "TREE");
        int type = node.get();
        int level = node.get() & 255;
        int entries = node.getShort() & 0xffff;
        if (type != 0 || level >= parentLevel || !visited.add(address)) {
            throw Hdf5Input.damaged("the tree of the group \"" + group + "\" is invalid");
        }
        long from = address + node.limit();
        ByteBuffer content = in.read(from, (long) entries * (in.lengthBytes() + in.offsetBytes()));
        for (int i = 0; i < entries; i++) {
            in.length(content); // the first name of the child
            long child = in.offset(content);
            if (level > 0) {
                readNode(child, level);
            } else {
                readSymbolTableNode(child);
            }
        }
    }

    private void readSymbolTableNode(long address) {
        if (!visited.add(address)) {
            throw Hdf5Input.damaged("a table of the group \"" + group + "\" is listed twice");
        }
        ByteBuffer head = in.read(address, 8, "SNOD");
        int count = head.getShort(6) & 0xffff;
        ByteBuffer entries = in.read(address + 8, count * (2L * in.offsetBytes() + 24));
        for (int i = 0; i < count; i++) {
            String name = name(in.offset(entries));
            long header = in.offset(entries);
            int kind = entries.getInt();
            entries.position(entries.position() + 20);
            if (kind == SOFT) {
                throw refusal(name);
            }
            add(name, header);
        }
    }

    /** New groups: reads a link message. */
    private void readLink(ByteBuffer content) {
        content.get(); // version
        int flags = content.get();
        int kind = (flags & 8) != 0 ? content.get() & 255 : 0;
        content.position(content.position() + ((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        long length = switch (flags & 3) {
            case 0 -> content.get() & 255;
            case 1 -> content.getShort() & 0xffff;
            case 2 -> Integer.toUnsignedLong(content.getInt());
            default -> content.getLong();
        };
        if (length < 0 || length > Math.min(content.remaining(), Limits.NAME_LENGTH)) {
            throw Hdf5Input.damaged("a name of " + length + " bytes");
        }
        byte[] text = new byte[(int) length];
        content.get(text);
        String name = new String(text, StandardCharsets.UTF_8);
        if (kind != 0) {
            throw refusal(name);
        }
        add(name, in.offset(content));
    }

    /** New groups: reads a link info message and the links in its fractal heap, which exists if there are many links. */
    private void readLinkInfo(ByteBuffer content) {
        content.get(); // version
        int flags = content.get();
        content.position(content.position() + ((flags & 1) != 0 ? 8 : 0));
        long heap = in.offset(content);
        if (heap != Hdf5Input.UNDEFINED) {
            Hdf5FractalHeap names = new Hdf5FractalHeap(in, heap);
            for (ByteBuffer record : Hdf5BTree.records(in, in.offset(content), BY_NAME)) {
                record.getInt(); // the hash of the name
                readLink(names.object(record));
            }
        }
    }
}
