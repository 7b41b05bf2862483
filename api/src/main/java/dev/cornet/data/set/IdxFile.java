package dev.cornet.data.set;

import dev.cornet.error.DataException;
import dev.cornet.error.ShapeException;
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
import java.util.zip.GZIPInputStream;

/**
 * Reads IDX files of unsigned bytes, the format of MNIST, plain or packed by gzip: two zero bytes, 8 (for bytes), the rank, each size in
 * four bytes (the highest first), the values.
 */
public final class IdxFile {
    private static final int UNSIGNED_BYTES = 8;
    /** Gzip makes at most about 1,032 bytes out of one. */
    private static final long BEST_PACKING = 1100;

    private IdxFile() {}

    /** The values 0 … 255 of a file, in its shape. */
    public static Tensor read(Path file) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            raw.mark(2);
            boolean packed = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            long most = Files.size(file) * (packed ? BEST_PACKING : 1);
            return read(new DataInputStream(packed ? new GZIPInputStream(raw, 1 << 16) : raw), most);
        } catch (NoSuchFileException e) {
            throw new DataException("there is no file " + file, e);
        } catch (EOFException e) {
            throw new DataException("the IDX file " + file + " is cut", e);
        } catch (IOException | ShapeException e) {
            throw new DataException("cannot read the IDX file " + file + ": " + e.getMessage(), e);
        }
    }

    private static Tensor read(DataInputStream in, long most) throws IOException {
        int magic = in.readInt();
        int rank = magic & 255;
        if (magic >>> 8 != UNSIGNED_BYTES || rank == 0 || rank > 8) {
            throw new IOException(
                    String.format("it begins with %08x; IDX files of bytes begin with 000008 and their rank", magic));
        }
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = in.readInt();
        }
        Shape shape = Shape.of(dims);
        if (shape.size() > most) {
            throw new IOException("its shape is " + shape + ", but it is much too short for that");
        }
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
