package dev.cornet.datasets;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.file.Limits;
import dev.cornet.file.UninterruptibleIO;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Reader of IDX files of unsigned bytes, the format of MNIST, uncompressed or gzip. Layout: two zero bytes, the type (8 for unsigned
 * bytes), the rank, each dimension as a big-endian 32-bit number, the values.
 */
public final class IdxFile {
    private static final int UNSIGNED_BYTES = 8;
    /** No gzip file expands by more than this factor (the limit of the format is about 1,032). */
    private static final long MAX_GZIP_RATIO = 1100;
    /** A file whose header claims a larger ratio is decompressed once to count its values before memory is allocated for them. */
    private static final long UNCHECKED_RATIO = 20;
    /** A gzip file may hold at most ALLOWED_RATIO times its length in bytes plus ALLOWED_EXTRA values. */
    private static final long ALLOWED_RATIO = 100;

    private static final long ALLOWED_EXTRA = 16 << 20;

    private IdxFile() {}

    /** Returns the values 0 … 255 of a file, in the shape that its header states. */
    public static Tensor read(Path file) {
        Arguments.notNull(file, "IdxFile.read", "file");
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new IOException("it is " + (Files.isDirectory(file) ? "a folder" : "no regular file"));
            }
            long bytes = Files.size(file);
            try (InputStream in = open(file)) {
                boolean gzip = in instanceof GZIPInputStream;
                Shape shape = readShape(new DataInputStream(in), bytes * (gzip ? MAX_GZIP_RATIO : 1));
                if (gzip && shape.size() > UNCHECKED_RATIO * bytes) {
                    requireAllValues(file, shape, bytes);
                }
                return readValues(new DataInputStream(in), shape);
            }
        } catch (NoSuchFileException e) {
            throw new DataException("there is no file " + file, e);
        } catch (EOFException e) {
            throw new DataException("the IDX file " + file + " is cut", e);
        } catch (IOException | ShapeException e) {
            throw new DataException("cannot read the IDX file " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * A gzip stream that refuses a long sequence of empty gzip members. {@link GZIPInputStream} skips each of them by a recursive call, so
     * many of them would overflow the stack.
     */
    private static final class BoundedGzipStream extends GZIPInputStream {
        private static final int MAX_DEPTH = 100;
        private int depth;

        BoundedGzipStream(InputStream raw) throws IOException {
            super(raw, 1 << 16);
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            if (depth > MAX_DEPTH) {
                throw new IOException("it is many empty gzip streams, no file of one");
            }
            depth++;
            try {
                return super.read(target, from, count);
            } finally {
                depth--;
            }
        }
    }

    /** Opens a file, decompressing it if it is gzip. */
    private static InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(UninterruptibleIO.open(file));
        try {
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            return gzip ? new BoundedGzipStream(raw) : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** Requires that a gzip file holds as many values as its shape states, and that this number is plausible for the file's length. */
    private static void requireAllValues(Path file, Shape shape, long bytes) throws IOException {
        if (shape.size() > ALLOWED_RATIO * bytes + ALLOWED_EXTRA) {
            throw new IOException("its shape is " + shape + ", which is too much for its " + bytes + " bytes");
        }
        try (InputStream in = open(file)) {
            in.skipNBytes(4 + 4L * shape.rank() + shape.size());
        }
    }

    private static Shape readShape(DataInputStream in, long maxSize) throws IOException {
        int magic = in.readInt();
        int rank = magic & 255;
        if (magic >>> 8 != UNSIGNED_BYTES || rank == 0 || rank > 8) {
            throw new IOException(String.format(
                    Locale.ROOT, "it begins with %08x; IDX files of bytes begin with 000008 and their rank", magic));
        }
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = in.readInt();
            if (dims[i] < 0) {
                throw new IOException("its axis " + i + " claims " + Integer.toUnsignedString(dims[i])
                        + " values, more than an array can hold");
            }
        }
        Shape shape = Shape.of(dims);
        if (shape.size() > maxSize) {
            throw new IOException("its shape is " + shape + ", but it is much too short for that");
        }
        if (4L * shape.size() > Limits.tensorBytes()) {
            throw new IOException("its shape is " + shape + ", which takes " + 4L * shape.size()
                    + " bytes of memory. Give Java a larger heap (-Xmx)");
        }
        return shape;
    }

    private static Tensor readValues(DataInputStream in, Shape shape) throws IOException {
        float[] values = new float[shape.size()];
        byte[] chunk = new byte[1 << 16];
        for (int position = 0; position < values.length; ) {
            int n = Math.min(chunk.length, values.length - position);
            in.readFully(chunk, 0, n);
            for (int i = 0; i < n; i++) {
                values[position + i] = chunk[i] & 255;
            }
            position += n;
        }
        if (in.read() >= 0) {
            throw new IOException("its shape is " + shape + ", but more values follow");
        }
        return Tensor.wrap(values, shape);
    }
}
