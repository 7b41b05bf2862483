package dev.cornet.datasets;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.file.Limits;
import dev.cornet.file.Uninterrupted;
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
 * Reads IDX files of unsigned bytes, the format of MNIST, plain or packed by gzip: two zero bytes, 8 (for bytes), the rank, each size in
 * four bytes (the highest first), the values.
 */
public final class IdxFile {
    private static final int UNSIGNED_BYTES = 8;
    /** Gzip makes at most about 1,032 bytes out of one. */
    private static final long BEST_PACKING = 1100;
    /** A packed file that claims more is unpacked once to be counted, before memory is taken for it. */
    private static final long USUAL_PACKING = 20;
    /** What a packed file may grow to: so many times its length, and so many bytes more. */
    private static final long MOST_PACKING = 100;

    private static final long SLACK = 16 << 20;

    private IdxFile() {}

    /** The values 0 … 255 of a file, in its shape. */
    public static Tensor read(Path file) {
        Arguments.given(file, "IdxFile.read", "file");
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new IOException("it is " + (Files.isDirectory(file) ? "a folder" : "no regular file"));
            }
            long bytes = Files.size(file);
            try (InputStream in = open(file)) {
                boolean packed = in instanceof GZIPInputStream;
                Shape shape = shape(new DataInputStream(in), bytes * (packed ? BEST_PACKING : 1));
                if (packed && shape.size() > USUAL_PACKING * bytes) {
                    requireAll(file, shape, bytes);
                }
                return read(new DataInputStream(in), shape);
            }
        } catch (NoSuchFileException e) {
            throw new DataException("there is no file " + file, e);
        } catch (EOFException e) {
            throw new DataException("the IDX file " + file + " is cut", e);
        } catch (IOException | ShapeException e) {
            throw new DataException("cannot read the IDX file " + file + ": " + e.getMessage(), e);
        }
    }

    /** What gzip has packed. Java reads each stream behind an empty one a call deeper: here these are counted before the calls are too deep. */
    private static final class Unpacked extends GZIPInputStream {
        private static final int MOST_EMPTY = 100;
        private int depth;

        Unpacked(InputStream raw) throws IOException {
            super(raw, 1 << 16);
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            if (depth > MOST_EMPTY) {
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

    /** The content of a file, unpacked. */
    private static InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Uninterrupted.open(file));
        try {
            raw.mark(2);
            boolean packed = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            return packed ? new Unpacked(raw) : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** Counts the values behind the header, unless they are too many for so short a file. */
    private static void requireAll(Path file, Shape shape, long bytes) throws IOException {
        if (shape.size() > MOST_PACKING * bytes + SLACK) {
            throw new IOException("its shape is " + shape + ", which is too much for its " + bytes + " bytes");
        }
        try (InputStream in = open(file)) {
            in.skipNBytes(4 + 4L * shape.rank() + shape.size());
        }
    }

    private static Shape shape(DataInputStream in, long most) throws IOException {
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
        if (shape.size() > most) {
            throw new IOException("its shape is " + shape + ", but it is much too short for that");
        }
        if (4L * shape.size() > Limits.tensorBytes()) {
            throw new IOException("its shape is " + shape + ", which takes " + 4L * shape.size()
                    + " bytes of memory. Give Java a larger heap (-Xmx)");
        }
        return shape;
    }

    private static Tensor read(DataInputStream in, Shape shape) throws IOException {
        float[] values = new float[shape.size()];
        byte[] piece = new byte[1 << 16];
        for (int at = 0; at < values.length; ) {
            int n = Math.min(piece.length, values.length - at);
            in.readFully(piece, 0, n);
            for (int i = 0; i < n; i++) {
                values[at + i] = piece[i] & 255;
            }
            at += n;
        }
        if (in.read() >= 0) {
            throw new IOException("its shape is " + shape + ", but more values follow");
        }
        return Tensor.wrap(values, shape);
    }
}
