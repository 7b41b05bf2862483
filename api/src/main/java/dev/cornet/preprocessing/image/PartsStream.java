package dev.cornet.preprocessing.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The parts of an image file that its pixels need; comments, profiles, thumbnails and the like, which may be packed, are skipped. */
abstract class PartsStream extends InputStream {
    static final int PIECE = 1 << 16;

    private final InputStream in;
    private final byte[] raw = new byte[1 << 13];
    private int rawAt;
    private int rawEnd;
    private byte[] piece = {};
    private int at;

    PartsStream(InputStream in) {
        this.in = in;
    }

    /** The next bytes, at least one; null at the end. */
    abstract byte @Nullable [] next() throws IOException;

    /** The next byte of the file; -1 at its end. */
    final int get() throws IOException {
        if (rawAt == rawEnd) {
            rawEnd = Math.max(0, in.read(raw));
            rawAt = 0;
        }
        return rawAt == rawEnd ? -1 : raw[rawAt++] & 255;
    }

    /** So many bytes, or as many as are left. */
    final byte[] get(int count) throws IOException {
        int here = Math.min(count, rawEnd - rawAt);
        byte[] bytes = Arrays.copyOfRange(raw, rawAt, rawAt + here);
        rawAt += here;
        if (here == count) {
            return bytes;
        }
        byte[] more = in.readNBytes(count - here);
        byte[] all = Arrays.copyOf(bytes, here + more.length);
        System.arraycopy(more, 0, all, here, more.length);
        return all;
    }

    final void skip(int count) throws IOException {
        int here = Math.min(count, rawEnd - rawAt);
        rawAt += here;
        long left = (long) count - here;
        while (left > 0) {
            long skipped = in.skip(left);
            if (skipped <= 0 && in.read() < 0) {
                return;
            }
            left -= Math.max(1, skipped);
        }
    }

    private boolean hasMore() throws IOException {
        while (at == piece.length) {
            byte[] following = next();
            if (following == null) {
                return false;
            }
            piece = following;
            at = 0;
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? piece[at++] & 255 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        } else if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
