package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The filter pipeline of a dataset's chunks: gzip, shuffle and fletcher32. Other filters are refused by name. */
final class Hdf5Filters {
    private static final int GZIP = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    private static final int MAX_FILTERS = 8;
    private static final Map<Integer, String> UNSUPPORTED = Map.of(
            4,
            "szip",
            5,
            "nbit",
            6,
            "scaleoffset",
            32000,
            "lzf",
            32001,
            "Blosc",
            32004,
            "LZ4",
            32008,
            "bitshuffle",
            32015,
            "Zstandard");

    private final List<Integer> filters = new ArrayList<>();

    Hdf5Filters(Hdf5ObjectHeader.@Nullable Message message, String array) {
        if (message == null) {
            return;
        }
        ByteBuffer in = message.content();
        int version = in.get();
        int count = in.get() & 255;
        if ((version != 1 && version != 2) || count > MAX_FILTERS) {
            throw Hdf5Input.damaged("the array " + array + " has " + count + " filters of version " + version);
        }
        in.position(version == 1 ? 8 : 2);
        for (int i = 0; i < count; i++) {
            int id = in.getShort() & 0xffff;
            int name = version == 1 || id >= 256 ? in.getShort() & 0xffff : 0;
            in.getShort(); // flags
            int values = in.getShort() & 0xffff;
            in.position(in.position() + name + 4 * values + (version == 1 && values % 2 == 1 ? 4 : 0));
            if (id != GZIP && id != SHUFFLE && id != FLETCHER32) {
                throw new ModelFormatException("the array " + array + " is packed by the filter "
                        + UNSUPPORTED.getOrDefault(id, "number " + id)
                        + ", which Keras never uses and Cornet does not read; write it without, or with gzip");
            }
            filters.add(id);
        }
    }

    boolean isEmpty() {
        return filters.isEmpty();
    }

    /**
     * Decodes a stored chunk to its {@code size} bytes by the inverse filters. Filter i was not applied if bit i of {@code mask} is set.
     */
    byte[] decode(byte[] stored, int mask, int size, int valueSize) {
        byte[] bytes = stored;
        for (int i = filters.size() - 1; i >= 0; i--) {
            if (((mask >> i) & 1) != 0) {
                continue;
            }
            bytes = switch (filters.get(i)) {
                case GZIP -> inflate(bytes, size + (filters.subList(0, i).contains(FLETCHER32) ? 4 : 0));
                case SHUFFLE -> unshuffle(bytes, valueSize);
                default -> withoutChecksum(bytes);
            };
        }
        if (bytes.length != size) {
            throw Hdf5Input.damaged("a chunk of " + bytes.length + " bytes instead of " + size);
        }
        return bytes;
    }

    private static byte[] inflate(byte[] bytes, int size) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            byte[] uncompressed = new byte[size];
            int at = 0;
            while (at < size) {
                int n = inflater.inflate(uncompressed, at, size - at);
                if (n == 0) {
                    throw Hdf5Input.damaged("a packed chunk ends too early");
                }
                at += n;
            }
            if (inflater.inflate(new byte[1]) != 0) {
                throw Hdf5Input.damaged("a packed chunk is longer than " + size + " bytes");
            }
            return uncompressed;
        } catch (DataFormatException e) {
            throw Hdf5Input.damaged("a packed chunk is not packed by gzip");
        } finally {
            inflater.end();
        }
    }

    /** Reverses the shuffle filter, which puts byte k of value i at index k·n + i. */
    private static byte[] unshuffle(byte[] bytes, int valueSize) {
        int n = bytes.length / valueSize;
        byte[] unshuffled = bytes.clone();
        for (int k = 0; k < valueSize; k++) {
            for (int i = 0; i < n; i++) {
                unshuffled[i * valueSize + k] = bytes[k * n + i];
            }
        }
        return unshuffled;
    }

    /** Checks the fletcher32 checksum (of big-endian 16-bit words) in the last four bytes; returns the bytes before it. */
    private static byte[] withoutChecksum(byte[] bytes) {
        int length = bytes.length - 4;
        if (length < 0) {
            throw Hdf5Input.damaged("a chunk without its checksum");
        }
        long first = 0;
        long second = 0;
        for (int i = 0; i < length; i += 2) {
            first = (first + ((bytes[i] & 255) << 8) + (i + 1 < length ? bytes[i + 1] & 255 : 0)) % 65535;
            second = (second + first) % 65535;
        }
        int stored = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(length);
        if ((stored & 0xffff) % 65535 != first || (stored >>> 16) % 65535 != second) {
            throw Hdf5Input.damaged("the checksum of a chunk is wrong");
        }
        return Arrays.copyOf(bytes, length);
    }
}
