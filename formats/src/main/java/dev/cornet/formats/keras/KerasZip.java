package dev.cornet.formats.keras;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Limits;
import dev.cornet.formats.hdf5.Hdf5;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a {@code .keras} file, a zip archive with {@code config.json} and {@code model.weights.h5}. Nothing is unpacked to disk;
 * uncompressed weights, as Keras writes them, are read directly from the archive.
 */
final class KerasZip implements KerasModelParts {
    private static final int END_BYTES = 22;
    private static final int END_MAGIC = 0x06054b50;
    private static final int MAX_DIRECTORY_BYTES = 1 << 20;
    private static final int MAX_COMPRESSION = 100;
    private static final int ENTRY_MAGIC = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int READ_BYTES = 1 << 16;

    private final Path file;
    private final ZipFile zip;

    private KerasZip(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    static KerasZip open(Path file) throws IOException {
        return new KerasZip(file, new ZipFile(file.toFile()));
    }

    /** Whether an archive contains a config.json. The central directory must be small, since Java reads all of it into memory. */
    static boolean isKerasZip(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] directory = directory(in);
            return directory != null && new String(directory, StandardCharsets.ISO_8859_1).contains(CONFIG);
        }
    }

    /** The bytes of the central directory at the end of an archive; null if there is none or it is too long. */
    private static byte @Nullable [] directory(RandomAccessFile in) throws IOException {
        ByteBuffer end = ByteBuffer.allocate(END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        in.seek(Math.max(0, in.length() - END_BYTES));
        in.readFully(end.array());
        long length = Integer.toUnsignedLong(end.getInt(12));
        long from = Integer.toUnsignedLong(end.getInt(16));
        if (end.getInt(0) != END_MAGIC || length > MAX_DIRECTORY_BYTES || from + length > in.length()) {
            return null;
        }
        byte[] directory = new byte[(int) length];
        in.seek(from);
        in.readFully(directory);
        return directory;
    }

    @Override
    public String config() throws IOException {
        return new String(read(CONFIG, Limits.JSON_BYTES), StandardCharsets.UTF_8);
    }

    @Override
    public Hdf5 weights() throws IOException {
        ZipEntry entry = zip.getEntry(WEIGHTS);
        if (entry == null && zip.getEntry("model.weights.npz") != null) {
            throw new ModelFormatException("its weights are NumPy's (.npz); save it by a Keras that writes " + WEIGHTS);
        }
        long at = entry == null || entry.getMethod() != ZipEntry.STORED ? -1 : dataOffset(WEIGHTS);
        if (entry == null || at < 0) {
            return Hdf5.of(read(WEIGHTS, Limits.tensorBytes()));
        }
        requireChecksum(entry, at);
        return Hdf5.open(file, at, entry.getSize());
    }

    /** The offset of an entry's data in the file; -1 unless the central directory lists the name exactly once. */
    private long dataOffset(String name) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] directory = directory(in);
            ByteBuffer entries =
                    ByteBuffer.wrap(directory == null ? new byte[0] : directory).order(ByteOrder.LITTLE_ENDIAN);
            long found = -1;
            for (int at = 0; at + ENTRY_BYTES <= entries.limit() && entries.getInt(at) == ENTRY_MAGIC; ) {
                int length = entries.getShort(at + 28) & 0xffff;
                int after = at + ENTRY_BYTES + length;
                if (after > entries.limit()) {
                    break;
                }
                if (name.equals(new String(entries.array(), at + ENTRY_BYTES, length, StandardCharsets.UTF_8))) {
                    if (found >= 0) {
                        return -1;
                    }
                    found = Integer.toUnsignedLong(entries.getInt(at + 42));
                }
                at = after + (entries.getShort(at + 30) & 0xffff) + (entries.getShort(at + 32) & 0xffff);
            }
            if (found < 0 || found > in.length() - LOCAL_BYTES) {
                return -1;
            }
            ByteBuffer local = ByteBuffer.allocate(LOCAL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            in.seek(found);
            in.readFully(local.array());
            return found + LOCAL_BYTES + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
        }
    }

    /** Checks length and CRC of an uncompressed entry. */
    private void requireChecksum(ZipEntry entry, long at) throws IOException {
        CRC32 crc = new CRC32();
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            if (entry.getSize() < 0 || at + entry.getSize() > in.length()) {
                throw damaged(entry.getName());
            }
            in.seek(at);
            byte[] buffer = new byte[READ_BYTES];
            for (long remaining = entry.getSize(); remaining > 0; remaining -= Math.min(remaining, READ_BYTES)) {
                int count = (int) Math.min(remaining, READ_BYTES);
                in.readFully(buffer, 0, count);
                crc.update(buffer, 0, count);
            }
        }
        if (crc.getValue() != entry.getCrc()) {
            throw damaged(entry.getName());
        }
    }

    private static ModelFormatException damaged(String name) {
        return new ModelFormatException(name + " is damaged: its length or checksum is wrong");
    }

    private byte[] read(String name, long maxBytes) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ModelFormatException(name + " is missing");
        }
        long size = entry.getSize();
        if (size < 0 || size > Math.min(maxBytes, Integer.MAX_VALUE - 8L)) {
            throw new ModelFormatException(
                    name + " is " + size + " bytes long, more than the " + maxBytes + " allowed");
        }
        if (size > MAX_COMPRESSION * Math.max(1, entry.getCompressedSize())) {
            throw new ModelFormatException(
                    name + " would grow from " + entry.getCompressedSize() + " bytes to " + size);
        }
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
            byte[] bytes = new byte[(int) size];
            if (in.readNBytes(bytes, 0, bytes.length) < size || in.read() >= 0 || crc.getValue() != entry.getCrc()) {
                throw damaged(name);
            }
            return bytes;
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
