package dev.cornet.preprocessing.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream over an image file without the parts that its pixels do not need: comments, profiles, thumbnails. These may be compressed, and a
 * decoder would allocate memory for them.
 */
abstract class MetadataStripper extends InputStream {
    static final int CHUNK_BYTES = 1 << 16;

    private final InputStream in;
    private final byte[] raw = new byte[1 << 13];
    private int rawPosition;
    private int rawEnd;
    private byte[] chunk = {};
    private int chunkPosition;

    MetadataStripper(InputStream in) {
        this.in = in;
    }

    /** Returns the next bytes of the stripped file, at least one; null at the end. */
    abstract byte @Nullable [] nextChunk() throws IOException;

    /** Returns the next byte of the original file; −1 at its end. */
    final int readRaw() throws IOException {
        if (rawPosition == rawEnd) {
            rawEnd = Math.max(0, in.read(raw));
            rawPosition = 0;
        }
        return rawPosition == rawEnd ? -1 : raw[rawPosition++] & 255;
    }

    /** Returns the next bytes of the original file: {@code count} of them, or fewer at its end. */
    final byte[] readRaw(int count) throws IOException {
        int buffered = Math.min(count, rawEnd - rawPosition);
        byte[] bytes = Arrays.copyOfRange(raw, rawPosition, rawPosition + buffered);
        rawPosition += buffered;
        if (buffered == count) {
            return bytes;
        }
        byte[] rest = in.readNBytes(count - buffered);
        byte[] all = Arrays.copyOf(bytes, buffered + rest.length);
        System.arraycopy(rest, 0, all, buffered, rest.length);
        return all;
    }

    final void skipRaw(int count) throws IOException {
        int buffered = Math.min(count, rawEnd - rawPosition);
        rawPosition += buffered;
        long remaining = (long) count - buffered;
        while (remaining > 0) {
            long skipped = in.skip(remaining);
            if (skipped <= 0 && in.read() < 0) {
                return;
            }
            remaining -= Math.max(1, skipped);
        }
    }

    private boolean hasMore() throws IOException {
        while (chunkPosition == chunk.length) {
            byte[] next = nextChunk();
            if (next == null) {
                return false;
            }
            chunk = next;
            chunkPosition = 0;
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? chunk[chunkPosition++] & 255 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        } else if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - chunkPosition);
        System.arraycopy(chunk, chunkPosition, target, offset, count);
        chunkPosition += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
