package dev.cornet.applications.keras;

import dev.cornet.applications.hdf5.Hdf5;
import dev.cornet.error.ModelFormatException;
import dev.cornet.file.Limits;
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

/** The {@code .keras} file: a zip archive with {@code config.json} and {@code model.weights.h5}. Nothing is unpacked to the disk. */
final class KerasZip implements KerasParts {
    private static final int END_BYTES = 22;
    private static final int END_MAGIC = 0x06054b50;
    private static final int LONGEST_DIRECTORY = 1 << 20;
    private static final int GROWTH = 100;

    private final ZipFile zip;

    private KerasZip(ZipFile zip) {
        this.zip = zip;
    }

    static KerasZip open(Path file) throws IOException {
        return new KerasZip(new ZipFile(file.toFile()));
    }

    /** True for an archive that lists a config.json. Its directory must be small, for Java takes all of it into memory. */
    static boolean isOne(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            ByteBuffer end = ByteBuffer.allocate(END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            in.seek(Math.max(0, in.length() - END_BYTES));
            in.readFully(end.array());
            long length = Integer.toUnsignedLong(end.getInt(12));
            long from = Integer.toUnsignedLong(end.getInt(16));
            if (end.getInt(0) != END_MAGIC || length > LONGEST_DIRECTORY || from + length > in.length()) {
                return false;
            }
            byte[] directory = new byte[(int) length];
            in.seek(from);
            in.readFully(directory);
            return new String(directory, StandardCharsets.ISO_8859_1).contains(CONFIG);
        }
    }

    @Override
    public String config() throws IOException {
        return new String(read(CONFIG, Limits.JSON_BYTES), StandardCharsets.UTF_8);
    }

    @Override
    public Hdf5 weights() throws IOException {
        if (zip.getEntry(WEIGHTS) == null && zip.getEntry("model.weights.npz") != null) {
            throw new ModelFormatException("its weights are NumPy's (.npz); save it by a Keras that writes " + WEIGHTS);
        }
        return Hdf5.of(read(WEIGHTS, Math.min(Limits.tensorBytes(), Integer.MAX_VALUE - 8L)));
    }

    private byte[] read(String name, long most) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ModelFormatException(name + " is missing");
        }
        long size = entry.getSize();
        if (size < 0 || size > most) {
            throw new ModelFormatException(name + " is " + size + " bytes long, more than the " + most + " allowed");
        }
        if (size > GROWTH * Math.max(1, entry.getCompressedSize())) {
            throw new ModelFormatException(
                    name + " would grow from " + entry.getCompressedSize() + " bytes to " + size);
        }
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            byte[] bytes = in.readNBytes((int) size);
            if (bytes.length < size || in.read() >= 0 || sum.getValue() != entry.getCrc()) {
                throw new ModelFormatException(name + " is damaged: its length or checksum is wrong");
            }
            return bytes;
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
